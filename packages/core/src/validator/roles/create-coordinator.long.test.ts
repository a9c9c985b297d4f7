import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createQueues } from '../../queue/queues.js'
import { linear } from '../../scoreboard/linear.js'
import { windowedMean } from '../../scoreboard/windowed-mean.js'
import { queueNames } from '../queue-names.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { sums } from '../testing/fixture.js'
import { createGate, setUpValidator } from '../testing/set-up.js'
import { createCoordinator } from './create-coordinator.js'

const parts = useEmbeddedParts()

/** Mines rounds until each is folded. */
async function runRounds({ chain, store }: Awaited<ReturnType<typeof setUpValidator>>, rounds: number) {
  for (let round = 0; round < rounds; round++) {
    if (round > 0) chain.mine(10)
    while ((await store.rounds()).filter(({ state }) => state === 'folded').length <= round) {
      await setTimeout(5)
    }
  }
  while ((await store.outbox.entries({ open: true })).length > 0 || (await store.undecidedRound())) {
    await setTimeout(5)
  }
}

function checkOnce({ of, chain }: Awaited<ReturnType<typeof setUpValidator>>, rounds: readonly number[]) {
  expect(of('round-planned').map(({ round }) => round)).toEqual(rounds)
  expect(of('round-folded').map(({ round }) => round)).toEqual(rounds)
  expect(chain.landed.length).toBeLessThanOrEqual(rounds.length)
  expect(chain.landed.length).toBeGreaterThan(0)
  expect(of('round-skipped')).toEqual([])
}

test('two coordinators of one validator do each step once', async () => {
  const world = await setUpValidator(parts)
  const { client: _client, ...coordinator } = world.options
  await using first = world.validator()
  await using second = createCoordinator(sums, coordinator)
  await Promise.all([first.start(), second.start()])
  await runRounds(world, 3)
  checkOnce(world, [1_000, 1_010, 1_020])
  expect((await world.store.scores()).map(({ rounds }) => rounds)).toEqual(Array(6).fill(3))
})

test('a coordinator that was paused past its locks changes nothing once it goes on', async () => {
  const world = await setUpValidator(parts)
  const { client: _client, ...coordinator } = world.options
  const { chain } = world
  // A queue of its own stands for locks that were lost: it runs each step again, whatever the other has done.
  await using queues = await createQueues({ memory: true })
  const paused = createGate()
  let reads = 0
  const slow: typeof chain = {
    ...chain,
    async metagraph(subnet) {
      reads += 1
      const metagraph = await chain.metagraph(subnet)
      await paused.opened
      return metagraph
    },
  }
  await using second = createCoordinator(sums, { ...coordinator, queues, chain: slow })
  await second.start()
  while (reads === 0) await setTimeout(5)
  await using first = world.validator()
  await first.start()
  await runRounds(world, 2)
  const before = await world.store.scores()
  const scope = { genesisHash: chain.genesisHash, netuid: coordinator.netuid, mechanism: 0 }
  const { rounds } = queueNames({ ...scope, hotkey: coordinator.hotkey }, null)
  paused.open()
  while ((await queues.missing(rounds, ['plan-1000', 'plan-1010'])).length < 2) await setTimeout(5)
  checkOnce(world, [1_000, 1_010])
  expect(await world.store.scores()).toEqual(before)
})

test('defect: coordinators of two versions closed the rounds of each other', async () => {
  const world = await setUpValidator(parts)
  const held = createGate()
  const { client, ...coordinator } = world.options
  const query: typeof client.query = async (...asked) => {
    await held.opened
    return client.query(...asked)
  }
  await using first = world.validator({ client: { ...client, query } })
  const planned = world.next('round-planned')
  await first.start()
  await planned
  await using second = createCoordinator({ ...sums, version: 4 }, coordinator)
  await second.start()
  const trouble = world.next('trouble')
  world.chain.mine()
  expect(await trouble).toMatchObject({ code: 'VERSIONS_MIXED' })
  held.open()
  expect(await world.next('round-folded')).toMatchObject({ round: 1_000, miners: 6 })
  expect(world.of('round-closed')).toEqual([])
})

/** The subnet of the fixture with another scoreboard. */
const changed = (onScoreboardChange: 'continue' | 'refuse', version = 4) => ({
  ...{ ...sums, version },
  incentive: { scoreboard: windowedMean({ rounds: 3 }), onScoreboardChange, weights: linear(), burn: 0 },
})

test('a coordinator with another scoreboard converts the scores and says so, or refuses to start', async () => {
  const world = await setUpValidator(parts)
  const { client: _client, ...options } = world.options
  const folded = world.next('round-folded')
  {
    await using validator = world.validator()
    await validator.start()
    await folded
  }
  const scores = await world.store.scores()
  expect(scores[0]).toMatchObject({ scoreboard: 'ema(0.3)', version: '3' })
  expect(world.of('scoreboard-changed')).toEqual([])

  await using refusing = createCoordinator(changed('refuse'), options)
  await expect(refusing.start()).rejects.toMatchObject({
    code: 'SCOREBOARD_CHANGED',
    details: { from: 'ema(0.3)', to: 'windowedMean(3)' },
  })
  await using older = createCoordinator(changed('continue', 2), options)
  await expect(older.start()).rejects.toMatchObject({
    code: 'SCORES_NEWER',
    details: { found: '3', own: '2' },
  })
  expect(await world.store.scores()).toEqual(scores)

  await using continuing = createCoordinator(changed('continue'), options)
  await continuing.start()
  const miners = scores.length
  const replaced = { from: 'ema(0.3)', to: 'windowedMean(3)', rule: 'continue', miners }
  expect(world.of('scoreboard-changed')).toEqual([{ kind: 'scoreboard-changed', ...replaced }])
  const after = await world.store.scores()
  for (const [at, { score, rounds }] of after.entries()) {
    expect(score).toBeCloseTo(scores[at]!.score, 12)
    expect(rounds).toBe(scores[at]!.rounds)
  }
})
