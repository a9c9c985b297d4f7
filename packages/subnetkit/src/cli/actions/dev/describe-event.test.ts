import type { ValidatorEvent } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { describeEvent } from './describe-event.js'
import { createFaults } from './faults.js'

const skipped = { kind: 'round-skipped', round: 16, cause: null, reason: 'all refused' } as const

it.each<[ValidatorEvent, string | null]>([
  [{ kind: 'head-seen', block: 1 }, null],
  [{ ...skipped, code: 'REFUSED_BY_ALL' }, 'trouble'],
  [{ ...skipped, code: 'ROUND_OVERTAKEN' }, null],
  [{ kind: 'weights-set', round: 16, block: 20, uids: [], values: [] }, 'progress'],
  [
    { kind: 'step-failed', step: 'score-16-2', code: 'X', reason: 'why', fix: 'Do.', final: false },
    'trouble',
  ],
  [
    {
      ...{ kind: 'step-failed', step: 'weights-16', code: 'CHAIN_REJECTED', final: false },
      ...{ reason: 'the chain refused it: InvalidRevealRound', fix: 'Do.' },
    } as ValidatorEvent,
    null,
  ],
  [{ kind: 'trouble', code: 'X', reason: 'why', fix: null }, 'trouble'],
])('shows %j as %s', (event, kind) => {
  expect(describeEvent(event)?.kind ?? null).toBe(kind)
})

it('defect: a round too short did not say which setting of the project to change', () => {
  const about = (remedy: string) => {
    const fix = `Set ${remedy}, or give a miner fewer tasks.`
    return describeEvent({ kind: 'trouble', code: 'ROUND_TOO_SHORT', reason: 'why', fix })?.text
  }
  expect(about('tasksAtOnce to 6 or roundBlocks to 15')).toBe(
    'why\nfix: Set validator.tasksAtOnce to 6 in subnetkit.config.json, or give a miner fewer tasks.',
  )
  expect(about('roundBlocks to 15')).toBe('why\nfix: Give a miner fewer tasks.')
})

it('defect: weights that the chain refused came without a fix', () => {
  const event: ValidatorEvent = {
    ...{ kind: 'weights-refused', round: 16, code: 'CHAIN_REJECTED', cause: 'InvalidRevealRound' },
    ...{ reason: 'the chain refused it: InvalidRevealRound', retryBlock: null, fix: 'Commit again.' },
  }
  expect(describeEvent(event)?.text).toMatch(/\nfix: Commit again\.$/)
})

it('names the mechanism where there are several', () => {
  const event: ValidatorEvent = { kind: 'weights-set', round: 16, block: 20, uids: [], values: [] }
  expect(describeEvent(event, 1)).toMatchObject({
    ...{ text: expect.stringMatching(/^mechanism 1: weights of round 16/), data: { mechanism: 1 } },
  })
})

it('defect: a criterion that threw was in no line', () => {
  const task = (reason: string, round = 16) =>
    ({ kind: 'task-done', round, receipt: { outcome: 'malformed', reason } }) as ValidatorEvent
  const thrown = task('CHECKER_FAILED: criterion fit threw on an answer: boom: a threw on an answer: b')
  expect(describeEvent(thrown)).toMatchObject({
    ...{ kind: 'trouble', event: 'rubric-failed' },
    data: {
      round: 16,
      code: 'CHECKER_FAILED',
      part: 'criterion fit',
      fix: expect.stringMatching('criterion fit'),
    },
  })
  const odd = task('SCORE_OUT_OF_RANGE: factor far returned NaN, which is not a number from 0 to 1')
  expect(describeEvent(odd)).toMatchObject({ data: { part: 'factor far' } })
  expect(describeEvent(task('ANSWER_MALFORMED: no text'))).toBeNull()
  const faults = createFaults()
  const known = [thrown, thrown, odd, task('ANSWER_MALFORMED: no text')].map((one) => faults.isKnown(0, one))
  expect(known).toEqual([false, true, false, false])
  expect(faults.isKnown(0, task('CHECKER_FAILED: criterion fit threw on an answer: boom', 32))).toBe(false)
})
