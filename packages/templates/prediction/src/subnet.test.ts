import { observeRound, scoreRound } from 'subnetkit'
import { expect, test } from 'vitest'
import { commitmentOf } from './commitment.js'
import { createMarketFeed } from './market.js'
import type { Observation } from './observation.js'
import { featureOf } from './reveal.js'
import defaultSubnet, { definePrediction } from './subnet.js'
import { spans } from './tasks.js'

const subnet = definePrediction({ feed: createMarketFeed({ seed: 'test', series: ['amber'] }) })
const { signal } = new AbortController()
const miners = [{ hotkey: '5A', uid: 0 }]

async function observe(round: number, before: { round: number; observed: unknown } | null = null) {
  const observed = await observeRound(subnet.tasks, { round, blockHash: '0x00', miners, previous: before })
  return { round, observed: observed as Observation }
}
const roundOf = ({ round, observed }: Awaited<ReturnType<typeof observe>>) => ({
  ...{ netuid: 1, mechanism: 0, number: round, secret: new Uint8Array(32), observed },
})

test('forecasts are revealed once, in order, as soon as the longest horizon has passed', async () => {
  const due: (number | null)[] = []
  let before: Awaited<ReturnType<typeof observe>> | null = null
  for (const round of [5_000, 5_005, 5_010, 5_015, 5_020, 5_060, 5_061]) {
    before = await observe(round, before)
    due.push(before.observed.reveal?.origin ?? null)
  }
  // The round at 5,010 was dropped: several had matured at once.
  expect(due).toEqual([null, null, null, 5_000, 5_005, 5_020, null])
  expect(before?.observed.open.map(({ origin }) => origin)).toEqual([5_060, 5_061])
  // What the round before observed need not be of this version.
  expect((await observe(5_100, { round: 5_000, observed: { open: 'x' } })).observed.reveal).toBeNull()
})

test('the market is the same whenever it is read, and its outliers are refused', async () => {
  const feed = createMarketFeed({ seed: 'test' })
  const whole = await feed.read({ first: 1_900, last: 2_300, signal })
  const part = await createMarketFeed({ seed: 'test' }).read({ first: 2_050, last: 2_100, signal })
  expect(part.amber!.values).toEqual(whole.amber!.values.slice(150, 201))
  expect(whole.amber!.refused.length).toBeGreaterThan(0)
  expect(whole.amber!.refused.every(({ source }) => source === 'reef')).toBe(true)
  const other = await createMarketFeed({ seed: 'other' }).read({ first: 2_050, last: 2_050, signal })
  expect(other.amber!.values).not.toEqual(part.amber!.values.slice(0, 1))
  expect([feed.newestStep(77), createMarketFeed({ seed: 'x', blocksPerStep: 10 }).newestStep(77)]).toEqual([
    77, 7,
  ])
})

test('a newcomer is neither paid nor charged; what a round pays for is in its receipt', async () => {
  const first = await observe(5_000)
  const later = await observe(5_020, first)
  const [task] = subnet.tasks.tasksFor(roundOf(first), '5A')
  const [due] = subnet.tasks.tasksFor(roundOf(later), '5A')
  expect(due!.input).toMatchObject({ origin: 5_020, reveal: 5_000, hotkey: '5A' })
  const salt = 'ab'.repeat(32)
  const { outcomes } = due!.truth.due!
  const forecast = outcomes.map(({ value }) =>
    Array.from({ length: 32 }, (_, at) => value + (at - 15.5) * 1e-3),
  )
  const commitment = commitmentOf({ hotkey: '5A', series: 'amber', origin: 5_000, salt, forecast })
  const committed = await scoreRound(subnet, [
    { hotkey: '5A', task: task!, output: { commitment, revealed: null } },
  ])
  expect([committed.miners, committed.troubles]).toEqual([[], []])
  expect(committed.answers[0]).toMatchObject({
    outcome: 'ours',
    reason:
      'NOT_YET: criterion forecast has nothing to score yet: this miner has no forecast whose last step has passed',
  })

  const output = { commitment: '0'.repeat(64), revealed: { salt, forecast } }
  const reveal = (past: (typeof committed)[], given = output, hotkey = '5A') =>
    scoreRound(subnet, [{ hotkey, task: due!, output: given }], { past })
  const [scored] = (await reveal([committed])).answers
  expect(scored?.score).toBeGreaterThan(0.99)
  const [feature] = Object.values(scored!.parts!.features!)
  expect(feature?.value).toMatchObject({ due: { origin: 5_000, outcomes } })
  expect(JSON.stringify(feature).length).toBeLessThan(2_000)
  // Of another miner, of none, or changed after the fact.
  expect((await reveal([])).miners).toEqual([])
  expect((await reveal([committed], output, '5B')).miners).toEqual([])
  const changed = {
    ...output,
    revealed: { salt, forecast: forecast.map((samples) => samples.map((one) => one + 1)) },
  }
  expect((await reveal([committed], changed)).answers[0]).toMatchObject({ outcome: 'scored', score: 0 })
  const none = { ...output, revealed: null }
  expect((await reveal([committed], none as never)).answers[0]).toMatchObject({ outcome: 'scored', score: 0 })
  const short = { ...output, revealed: { salt, forecast: forecast.slice(1) } }
  expect(featureOf({ ...due!, output: short } as never).revealed).toBeNull()
})

test('two validators give bit-equal scores for equal answers, whatever their order', async () => {
  const first = await observe(5_000)
  const later = await observe(5_020, first)
  const hotkeys = ['5A', '5B', '5C', '5D']
  const salt = 'cd'.repeat(32)
  const taskOf = (at: typeof first, hotkey: string) => subnet.tasks.tasksFor(roundOf(at), hotkey)[0]!
  const forecastOf = (hotkey: string) =>
    taskOf(later, hotkey).truth.due!.outcomes.map(({ value }) =>
      Array.from({ length: 32 }, (_, at) => value + Math.sin(at + hotkey.charCodeAt(1)) / 3),
    )
  const score = async (order: readonly string[]) => {
    const committed = await scoreRound(
      subnet,
      order.map((hotkey) => {
        const parts = { hotkey, series: 'amber', origin: 5_000, salt, forecast: forecastOf(hotkey) }
        return {
          hotkey,
          task: taskOf(first, hotkey),
          output: { commitment: commitmentOf(parts), revealed: null },
        }
      }),
    )
    const revealed = order.map((hotkey) => {
      const output = { commitment: '0'.repeat(64), revealed: { salt, forecast: forecastOf(hotkey) } }
      return { hotkey, task: taskOf(later, hotkey), output }
    })
    const { answers } = await scoreRound(subnet, revealed, { past: [committed] })
    return Object.fromEntries(answers.map((answer) => [answer.hotkey, answer.score]))
  }
  const scores = await score(hotkeys)
  expect(Object.values(scores).every((one) => one > 0.5)).toBe(true)
  expect(await score(hotkeys.toReversed())).toEqual(scores)
})

test('miners get no more than the history', async () => {
  const { observed } = await observe(5_020, await observe(5_000))
  const [task] = subnet.tasks.tasksFor(roundOf({ round: 5_020, observed }), '5A')
  expect(task!.input.history).toHaveLength(spans.historySteps)
  expect(JSON.stringify(task!.input)).not.toContain('baselines')
  expect(Object.keys(defaultSubnet.tasks.families)).toEqual(['amber', 'cobalt'])
})

test('weights go with the cube of what is above the baseline', () => {
  const { shares } = subnet.incentive.weights
  expect(shares([0.5, 0.6, 0.7, 0.2])).toEqual([0, expect.closeTo(1 / 9), expect.closeTo(8 / 9), 0])
  expect(shares([0.1, 0.5])).toEqual([0, 0])
})
