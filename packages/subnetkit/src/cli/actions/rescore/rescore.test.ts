import { fileURLToPath } from 'node:url'
import { type Subnet, scoreRound } from '@subnetkit/core'
import type { FoldedRound, Receipt } from '@subnetkit/core/validator'
import { expect, test } from 'vitest'
import { criterion, ema, linear, novelty, rubric } from '../../../index.js'
import { adder } from '../../../testing/adder.js'
import { compareStandings } from './compare-standings.js'
import { loadRubric } from './load-rubric.js'
import { type RescoredTask, type Rescoring, rescoreRounds } from './rescore-rounds.js'

const subnet = adder as unknown as Subnet
const secret = new Uint8Array(32).fill(3)
const rounds = [100, 110].map((number) => ({
  round: { number, drawnAs: number, secret },
  uncounted: ['absent OUR_LINE'],
})) as unknown as readonly FoldedRound[]
const { signal } = new AbortController()

/** Difference of each miner's answers from the sum; null for none. */
type Manners = Readonly<Record<string, number | null>>

/** Receipts as a round stores them. */
async function receiptsOf({ round: { drawnAs } }: FoldedRound, manners: Manners): Promise<Receipt[]> {
  const round = { netuid: 1, mechanism: 0, number: drawnAs, secret }
  const replies = Object.entries(manners).map(([hotkey, error]) => {
    const [task] = adder.tasks.tasksFor(round, hotkey)
    return error === null
      ? { hotkey, task: task!, absent: true as const }
      : { hotkey, task: task!, output: { sum: task!.truth + error } }
  })
  const { answers } = await scoreRound(adder, replies, { round })
  return answers.map(({ hotkey, ...answer }, uid) => {
    const reply = replies[uid]!
    const output = 'output' in reply ? reply.output : null
    return {
      ...{ round: drawnAs, uid, hotkey, registeredAt: 1, latencyMs: 5, ...answer },
      ...{ input: reply.task.input, output, answerHash: output === null ? null : 'ab' },
    }
  })
}

async function rescore(
  manners: Manners,
  changes: Partial<Rescoring> = {},
  edit = (receipts: Receipt[]) => receipts,
) {
  const stored = new Map(
    await Promise.all(
      rounds.map(async (round) => [round.round.number, edit(await receiptsOf(round, manners))] as const),
    ),
  )
  const store = {
    receipts: async (number: number) => stored.get(number) ?? [],
    observed: async () => undefined,
    foldedRounds: async ({ to = 999 } = {}) => rounds.filter(({ round }) => round.number <= to),
  }
  return rescoreRounds({
    store,
    rounds,
    subnet,
    rubric: subnet.rubric,
    netuid: 1,
    mechanism: 0,
    signal,
    ...changes,
  })
}

const manners = { right: 0, above: 1, silent: null }
const generous = rubric(adder.tasks, {
  criteria: [criterion('generous', 1, ({ output, truth }) => (output.sum > truth ? 1 : 0.5))],
})
const scoresOf = (tasks: readonly RescoredTask[], hotkey: string) =>
  tasks.filter((task) => task.hotkey === hotkey).map(({ before, after }) => [before, after])

test('the same rubric gives the same scores, another one those of its own', async () => {
  const same = await rescore(manners)
  expect(same.tasks.map(({ before, after }) => before === after)).toEqual(Array(6).fill(true))
  const other = await rescore(manners, { rubric: generous as never })
  expect(other.rounds).toEqual([100, 110])
  expect(scoresOf(other.tasks, 'right')).toEqual([
    [1, 0.5],
    [1, 0.5],
  ])
  expect(scoresOf(other.tasks, 'above')).toEqual([
    [0, 1],
    [0, 1],
  ])
  expect(scoresOf(other.tasks, 'silent')).toEqual([
    [0, 0],
    [0, 0],
  ])
})

test('what is not kept, or is drawn in another way now, is left out and counted', async () => {
  const cut = { cut: true, length: 99_999, start: '{"sum"' } as const
  const edit = ([right, above, silent]: Receipt[]) => [
    { ...right!, output: cut },
    { ...above!, input: { a: 1, b: 2 } },
    { ...silent!, reason: 'OUR_LINE: no route' },
  ]
  const { tasks, leftOut } = await rescore(manners, {}, edit)
  expect(tasks).toEqual([])
  expect(leftOut).toEqual({ cut: 2, binary: 0, otherTask: 2, ours: 2, uncompared: 0 })
})

const fresh = rubric(adder.tasks, {
  criteria: [
    novelty('new', 1, {
      of: ({ output, truth }) => output.sum - truth,
      distance: (one, other) => Math.min(1, Math.abs(one - other)),
      floor: 0,
      past: 1,
    }),
  ],
})

test('a round criterion sees the answers beside each other, with those of earlier rounds', async () => {
  const { tasks } = await rescore({ right: 0, same: 0, other: 1 }, { rubric: fresh as never })
  expect(scoresOf(tasks, 'right')[0]).toEqual([1, 0])
  // New among the others, and then the same as the miner's own answer before.
  expect(scoresOf(tasks, 'other')).toEqual([
    [0, 1],
    [0, 0],
  ])
  const alone = await rescore({ right: 0 }, { rubric: fresh as never })
  expect(alone.leftOut.uncompared).toBe(2)
})

test('defect: the first rounds that were scored again had no past, so that the same rubric gave other scores', async () => {
  const { tasks } = await rescore({ right: 0, other: 1 }, { rubric: fresh as never, rounds: rounds.slice(1) })
  expect(tasks.map(({ round, after }) => [round, after])).toEqual([
    [110, 0],
    [110, 0],
  ])
})

test('ranks and shares are those of the scoreboards, round by round', async () => {
  const { tasks } = await rescore(
    { right: 0, above: 1, below: -1, silent: null },
    { rubric: generous as never },
  )
  const pay = { scoreboard: ema({ alpha: 0.5 }), weights: linear() }
  const { changes, moved, shifted } = compareStandings(tasks, pay, pay)
  expect(changes.map(({ hotkey, before, after }) => [hotkey, before.rank, after.rank])).toEqual([
    ['above', 2, 1],
    ['right', 1, 2],
    ['below', 2, 2],
    ['silent', 2, 4],
  ])
  expect(changes[0]).toMatchObject({
    tasks: 2,
    before: { score: 0, share: 0 },
    after: { score: 0.75, share: 0.5 },
  })
  expect([moved, shifted]).toEqual([3, 0.75])
})

test('a rubric comes from a subnet or on its own', async () => {
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const own = await loadRubric(file('testing/next-rubric.ts'), 0)
  expect([own.rubric.criteria[0]?.name, own.incentive]).toEqual(['generous', null])
  const whole = await loadRubric(file('../../testing/adder-module.ts'), 0)
  expect(whole.incentive?.weights.name).toBe(adder.incentive.weights.name)
  await expect(loadRubric(file('compare-standings.ts'), 0)).rejects.toMatchObject({
    code: 'SUBNET_NOT_EXPORTED',
  })
})
