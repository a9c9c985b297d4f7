import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { type RubricOptions, rubric } from './define-rubric.js'
import { isNotChecked, notChecked } from './not-checked.js'
import { criterion, factor, gate } from './parts.js'
import type { AnswerTo } from './rubric.js'
import { scoreAnswer } from './score-answer.js'
import { scoreRound } from './score-round.js'

const protocol = { say: synapse({ input: z.object({}), output: z.object({ text: z.string() }) }) }
const tasks = taskSource({
  protocol,
  families: [{ name: 'echo', synapse: 'say', draw: () => ({ input: {}, truth: 'x' }) }],
})
const task = { id: 'echo-0', family: 'echo', synapse: 'say', input: {}, truth: 'x' } as const
const subnetWith = (options: RubricOptions<AnswerTo<typeof tasks>>) => ({
  protocol,
  tasks,
  rubric: rubric(tasks, options),
})
const right = criterion('right', 3, ({ output }: AnswerTo<typeof tasks>) => (output.text === 'x' ? 1 : 0))
const busy = () => notChecked('busy')
const score = (options: RubricOptions<AnswerTo<typeof tasks>>, text = 'x') =>
  scoreAnswer(subnetWith(options), { task, output: { text } })
const round = (options: RubricOptions<AnswerTo<typeof tasks>>, text = 'x') =>
  scoreRound(subnetWith(options), [{ hotkey: 'one', task, output: { text } }])

describe('a part that was not checked', () => {
  it('is left out by name if it is a criterion or a factor', async () => {
    const parts = await score({
      criteria: [right, criterion('judged', 1, busy)],
      factors: [factor('fresh', async () => notChecked('no line'))],
    })
    expect(parts).toMatchObject({ value: 1, criteria: [{ name: 'right', score: 1 }], factors: [] })
    expect(parts.leftOut).toEqual([
      { kind: 'criterion', name: 'judged', reason: 'busy' },
      { kind: 'factor', name: 'fresh', reason: 'no line' },
    ])
  })

  it('leaves the answer out for everybody if it is a gate: nobody is charged, and nobody paid', async () => {
    const { answers, miners } = await round({ gates: [gate('honest', busy)], criteria: [right] })
    expect(miners).toEqual([])
    expect(answers[0]).toMatchObject({
      outcome: 'ours',
      score: 0,
      reason: expect.stringMatching(/^NOT_CHECKED: gate honest/),
    })
    expect(answers[0]?.parts?.leftOut).toEqual([{ kind: 'gate', name: 'honest', reason: 'busy' }])
  })

  it('saves no answer that fails a gate after it', async () => {
    const { answers } = await round(
      {
        gates: [gate('honest', busy), gate('not y', ({ output }) => output.text !== 'y')],
        criteria: [right],
      },
      'y',
    )
    expect(answers[0]).toMatchObject({ outcome: 'scored', score: 0, parts: { failedGate: 'not y' } })
  })

  it('leaves an answer out that no criterion is left for', async () => {
    const { answers } = await round({ criteria: [criterion('judged', 1, busy)] })
    expect(answers[0]).toMatchObject({
      outcome: 'ours',
      reason: expect.stringMatching(/^NOT_CHECKED: criterion judged/),
    })
  })

  it('is no part that a miner can write: the mark does not come through JSON', async () => {
    const sent = JSON.parse(JSON.stringify(notChecked('mine')))
    expect(isNotChecked(sent)).toBe(false)
    const parts = await score({ gates: [gate('honest', () => sent)], criteria: [right] })
    expect(parts).toMatchObject({ value: 0, failedGate: 'honest' })
  })
})

it('gives a part with a deadline of its own that time, and not that of the others', async () => {
  const slow = () => new Promise<boolean>((resolve) => setTimeout(resolve, 30, true))
  const limited = (deadlineMs?: number) =>
    scoreAnswer(
      subnetWith({ gates: [gate('slow', slow, { deadlineMs })], criteria: [right] }),
      { task, output: { text: 'x' } },
      { deadlineMs: 5 },
    )
  await expect(limited()).rejects.toMatchObject({ code: 'CHECKER_FAILED' })
  await expect(limited(60_000)).resolves.toMatchObject({ value: 1 })
})
