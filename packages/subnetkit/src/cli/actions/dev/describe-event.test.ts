import type { ValidatorEvent } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { describeEvent } from './describe-event.js'

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

it('names the mechanism where there are several', () => {
  const event: ValidatorEvent = { kind: 'weights-set', round: 16, block: 20, uids: [], values: [] }
  expect(describeEvent(event, 1)).toMatchObject({
    ...{ text: expect.stringMatching(/^mechanism 1: weights of round 16/), data: { mechanism: 1 } },
  })
})
