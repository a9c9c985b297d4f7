import { type AnswerTo, type Subnet, scoreRound } from '@subnetkit/core'
import type { FoldedRound, Receipt } from '@subnetkit/core/validator'
import { describe, expect, test } from 'vitest'
import { criterion, factor, gate, rubric, weightedMean } from '../../../../index.js'
import { adder } from '../../../../testing/adder.js'
import { describeEdit } from './describe-edit.js'
import type { EditedMiner } from './explain-edit.js'
import { type EditResult, rescoreEdit } from './rescore-edit.js'
import { createScoredRounds } from './scored-rounds.js'

const secret = new Uint8Array(32).fill(3)
const round = { netuid: 1, mechanism: 0, number: 100, secret }
const folded = [{ round: { number: 100, drawnAs: 100, secret }, uncounted: [] }] as unknown as FoldedRound[]

type Answer = AnswerTo<typeof adder.tasks>
const right = criterion<Answer>('right', 3, ({ output, truth }) => (output.sum === truth ? 1 : 0))
const close = criterion<Answer>('close', 1, ({ output, truth }) => 1 / (1 + Math.abs(output.sum - truth)))
const above = criterion<Answer>('above', 1, ({ output, truth }) => (output.sum > truth ? 1 : 0))
const of = (options: object) => rubric(adder.tasks, options as never) as unknown as Subnet['rubric']
const before = of({ criteria: [right, close] })

/** Difference of each miner's answers from the sum. */
const manners = { exact: 0, more: 1, less: -2, worst: 9 }

/** Edits the rubric after a round in which the miners answered. */
async function edit(
  after: Subnet['rubric'],
  scored: { from: number; to: number } | null = { from: 100, to: 100 },
) {
  const replies = Object.entries(manners).map(([hotkey, error]) => {
    const [task] = adder.tasks.tasksFor(round, hotkey)
    return { hotkey, task: task!, output: { sum: task!.truth + error } }
  })
  const { answers } = await scoreRound({ ...adder, rubric: before as never }, replies, { round })
  const receipts = answers.map(({ hotkey, ...answer }, uid) => ({
    ...{ round: 100, uid, hotkey, registeredAt: 1, latencyMs: 5, ...answer },
    ...{ input: replies[uid]!.task.input, output: replies[uid]!.output, answerHash: 'ab' },
  })) as unknown as Receipt[]
  const store = {
    receipts: async () => receipts,
    foldedRounds: async () => folded,
    observed: async () => null,
  }
  const subnet = { ...adder, rubric: after } as unknown as Subnet
  const result = await rescoreEdit({ store: store as never, subnet, netuid: 1, mechanism: 0, scored })
  return { result, text: describeEdit(result).text }
}

const minerOf = (result: EditResult, hotkey: string) =>
  (result as { miners: readonly EditedMiner[] }).miners.find((one) => one.hotkey === hotkey)

describe('an edit of the rubric', () => {
  test('names the part that moved a miner, in the table and as JSON', async () => {
    const { result, text } = await edit(of({ criteria: [right, close, { ...above, weight: 16 }] }))
    expect(minerOf(result, 'more')).toMatchObject({
      ...{ before: { rank: 2, score: 0.125 }, after: { rank: 1 } },
      cause: { kind: 'criterion', name: 'above', uid: 1, detail: 'it is new' },
    })
    expect(text).toMatch(/^the edit changes \d ranks and 4 scores, by 4 answers of round 100:\n/)
    expect(text).toMatch(
      /uid 1: {2}2 -> 1 {2}0\.125 -> 0\.825 {2}because 'above' counts \+0\.70 for it: it is new\n/,
    )
  })

  test('defect: a weight that changed was hidden by a value that moved in the third digit', async () => {
    const almost = criterion<Answer>('right', 9, ({ output, truth }) =>
      output.sum === truth ? 0.999 : 0.001,
    )
    const { result } = await edit(of({ criteria: [almost, close] }))
    expect(minerOf(result, 'more')?.cause).toMatchObject({ name: 'right', detail: 'it weighs 9, weighed 3' })
  })

  test('tells weights, values, gates and factors apart', async () => {
    const causeOf = async (after: object, hotkey: string) =>
      minerOf((await edit(of(after))).result, hotkey)?.cause
    expect(await causeOf({ criteria: [{ ...right, weight: 1 }, close] }, 'more')).toMatchObject({
      ...{ kind: 'criterion', name: 'right', detail: 'it weighs 1, weighed 3' },
    })
    const strict = { ...close, score: () => 0 }
    expect(await causeOf({ criteria: [right, strict] }, 'exact')).toMatchObject({
      ...{ name: 'close', effect: -0.25, detail: 'it gives 0.00, gave 1.00' },
    })
    const honest = gate<Answer>('honest', ({ output, truth }) => output.sum <= truth)
    expect(await causeOf({ gates: [honest], criteria: [right, close] }, 'more')).toMatchObject({
      ...{ kind: 'gate', name: 'honest', effect: -0.125, detail: 'it stops 1 of 1 answers, stopped 0' },
    })
    const half = factor<Answer>('half', () => 0.5)
    expect(await causeOf({ criteria: [right, close], factors: [half] }, 'exact')).toMatchObject({
      ...{ kind: 'factor', name: 'half', effect: -0.5, detail: 'it is new' },
    })
    expect(await causeOf({ criteria: [close] }, 'more')).toMatchObject({
      name: 'right',
      detail: 'it is gone',
    })
  })

  test('finds the reason at the others where a miner moves by their scores alone', async () => {
    const honest = gate<Answer>('honest', ({ output, truth }) => output.sum <= truth)
    const { result, text } = await edit(of({ gates: [honest], criteria: [right, close] }))
    expect(minerOf(result, 'less')).toMatchObject({
      ...{ before: { rank: 3 }, after: { rank: 2 }, cause: { kind: 'gate', name: 'honest', uid: 1 } },
    })
    expect(text).toMatch(/uid 2: {2}3 -> 2 .* because gate 'honest' counts -0\.13 for uid 1/)
  })

  test('defect: a criterion that throws did not say so', async () => {
    const broken = criterion<Answer>('right', 3, () =>
      (globalThis as never as { missing(): number }).missing(),
    )
    const { result, text } = await edit(of({ criteria: [broken, close] }))
    expect(minerOf(result, 'exact')).toMatchObject({
      cause: null,
      failing: { tasks: 1, reason: expect.stringMatching(/^CHECKER_FAILED: .*missing/) },
    })
    expect(text).toContain('fails on 1 of its 1 answer: ')
  })

  test('that changes nothing takes one line, and so does one that cannot be compared', async () => {
    expect((await edit(before)).text).toBe('the edit changes no rank and no score, by 4 answers of round 100')
    expect((await edit(before, null)).text).toMatch(/not known yet: the code before it has scored no round$/)
    const combined = await edit({ ...before, combine: (scores) => weightedMean({ power: 2 })(scores) })
    expect(minerOf(combined.result, 'more')?.cause).not.toBe(undefined)
  })

  test('that cannot be scored is said, and is no failure of dev', async () => {
    const broken = { ...before, combine: undefined } as never
    const { result } = await edit(broken)
    const failed = { kind: 'failed', reason: 'no' } as const
    expect(describeEdit(failed, 1)).toMatchObject({
      ...{ kind: 'trouble', text: 'mechanism 1: the answers before the edit cannot be scored again: no' },
    })
    expect(['failed', 'compared']).toContain(result.kind)
  })
})

test('the rounds of the code before are those that it has planned and folded', () => {
  const rounds = createScoredRounds()
  const planned = (round: number) => rounds.note({ kind: 'round-planned', round } as never)
  const folds = (round: number) => rounds.note({ kind: 'round-folded', round } as never)
  planned(100)
  planned(110)
  folds(100)
  expect(rounds.take()).toEqual({ from: 100, to: 100 })
  // What the code before had planned is scored in part by either.
  folds(110)
  planned(120)
  expect(rounds.take()).toEqual({ from: 100, to: 100 })
  planned(130)
  folds(130)
  expect(rounds.take()).toEqual({ from: 130, to: 130 })
})
