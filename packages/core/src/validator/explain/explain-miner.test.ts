import { expect, test } from 'vitest'
import type { Subnet } from '../../subnet/define-subnet.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { sums, validatorHotkey } from '../testing/fixture.js'
import { setUpValidator } from '../testing/set-up.js'
import { explainMiner } from './explain-miner.js'
import { tasksOfMiner } from './tasks-of-miner.js'

const parts = useEmbeddedParts()

test('says why a miner ranks where it does, and what would move it up', async () => {
  const world = await setUpValidator(parts)
  {
    await using validator = world.validator()
    for (let round = 0; round < 3; round++) {
      const paid = world.next('weights-set')
      if (round === 0) await validator.start()
      else world.chain.mine(10)
      await paid
    }
  }
  const context = { store: world.store, subnet: sums as unknown as Subnet, validator: validatorHotkey }
  const slow = await explainMiner(context, 'slow')
  expect(slow).toMatchObject({
    miner: { hotkey: 'slow', uid: 3 },
    ...{ round: 1_020, rounds: [1_000, 1_010, 1_020], asked: 3, paid: 4, miners: 6 },
    best: { hotkey: 'good', rank: 1 },
    tasks: { scored: 9, absent: 0, malformed: 0, refused: 0, ours: 0 },
    before: { round: 1_000 },
  })
  const { rank, score, share } = slow.now
  expect(rank).toBeGreaterThan(1)
  expect(slow.parts.find(({ kind, name }) => kind === 'factor' && name === 'latency')).toMatchObject({
    ...{ family: 'sum', own: expect.closeTo(0.7, 9), best: 1 },
  })
  // It answers right and late: with the factor at 1 it would have the score of the best.
  const [improvement] = slow.improvements
  expect(improvement).toMatchObject({ change: 'factor latency at 1', rank: 1 })
  expect(improvement!.score).toBeCloseTo(slow.best.score, 12)
  expect(improvement!.share).toBeGreaterThan(share)
  // One change is enough.
  expect(slow.together).toBeNull()
  expect(slow.above).toMatchObject({ rank: expect.any(Number) })
  expect(slow.above!.score).toBeGreaterThan(score)
  expect(slow.best.score * 0.7).toBeCloseTo(score, 12)

  const absent = await explainMiner(context, 6)
  expect(absent).toMatchObject({
    miner: { hotkey: 'absent' },
    now: { score: 0, share: 0 },
    failures: [{ outcome: 'absent', code: 'RESPONSE_ABSENT', count: 9, counts: true }],
  })
  expect(absent.improvements.map(({ change }) => change)).toEqual([
    'every task answered as its valid answers are',
  ])
  const wrong = await explainMiner(context, 'wrong')
  expect(wrong.improvements[0]).toMatchObject({
    change: 'criterion right at the level of the median',
    rank: 1,
  })
  const good = await explainMiner(context, 'good')
  expect([good.now.rank, good.above, good.improvements, good.together]).toEqual([1, null, [], null])
  await expect(explainMiner(context, 99)).rejects.toMatchObject({ code: 'MINER_UNKNOWN' })

  // defect: after a roll-back, former rounds of the version counted as rounds in which it was asked.
  const inScope = "scope in (select id from subnetkit.scopes where name like '%' || $1::integer || '/0/%')"
  const setVersion = (number: number, version: string) =>
    parts.database.query(
      `update subnetkit.rounds set version = $3 where ${inScope} and number = $2 returning number`,
      [...[world.options.netuid, number, version]],
    )
  for (const [number, version] of [
    [1_000, '3'],
    [1_010, '4'],
    [1_020, '3'],
  ] as const) {
    expect(await setVersion(number, version)).toHaveLength(1)
  }
  expect(await explainMiner(context, 'slow')).toMatchObject({
    ...{ rounds: [1_020], asked: 1, tasks: { scored: 3 } },
    versions: [
      { version: '3', since: 1_000 },
      { version: '4', since: 1_010 },
      { version: '3', since: 1_020 },
    ],
  })
  await Promise.all([1_000, 1_010, 1_020].map((number) => setVersion(number, '3')))

  // defect: after a swap of its hotkey, a miner was explained as one that had never been asked.
  const neurons = (await world.store.neurons()).map((neuron) =>
    neuron.hotkey === 'slow' ? { ...neuron, hotkey: 'swapped' } : neuron,
  )
  await world.store.seen({ block: 2_000, neurons } as never)
  const swapped = await explainMiner(context, 'swapped')
  expect(swapped).toMatchObject({ ...slow, miner: { ...slow.miner, hotkey: 'swapped' } })
  const { tasks, change } = await tasksOfMiner(world.store, 'swapped', 1_020)
  expect([tasks.length, change?.mean]).toEqual([3, expect.closeTo(0.7, 9)])
})
