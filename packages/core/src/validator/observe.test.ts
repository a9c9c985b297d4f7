import { expect, test } from 'vitest'
import { openStore } from '../store/store.js'
import type { Subnet } from '../subnet/define-subnet.js'
import { auditTasks } from '../tasks/audit.js'
import { taskSource } from '../tasks/task-source.js'
import { replayRound } from './replay/replay-round.js'
import { createCoordinator } from './roles/create-coordinator.js'
import { createValidator } from './roles/create-validator.js'
import { createWorker } from './roles/create-worker.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { observedSums, testSecret, validatorHotkey } from './testing/fixture.js'
import { setUpValidator } from './testing/set-up.js'

const parts = useEmbeddedParts()
const { protocol } = observedSums

/** Sums whose source observes by this function. */
function sumsThatObserve(observe: Parameters<typeof taskSource>[0]['observe'], observeDeadlineMs = 30_000) {
  const tasks = taskSource({
    ...{ protocol, observe, observeDeadlineMs },
    families: [
      {
        name: 'sum',
        synapse: 'add',
        draw: (_random, { observed }) => ({
          input: { a: Number(observed), b: 1 },
          truth: Number(observed) + 1,
        }),
      },
    ],
  })
  return { ...observedSums, tasks } as unknown as typeof observedSums
}

test('a round is observed once, and scores, replay and records go by what was stored', async () => {
  const { chain, store, next, options } = await setUpValidator(parts)
  await using running = createValidator(observedSums, options)
  for (let round = 0; round < 2; round++) {
    const folded = next('weights-set')
    if (round === 0) await running.start()
    else chain.mine(10)
    await folded
  }
  const [first, second] = [await store.observed(1_000), await store.observed(1_010)] as { offset: number }[]
  expect(first).toMatchObject({ round: 1_000, miners: 6, before: null })
  expect(second).toEqual({ round: 1_010, miners: 6, before: 1_000, offset: first!.offset + 1 })
  const asked = (await store.receipts(1_010, 'good')).map(({ input, parts: scored }) => [
    (input as { b: number }).b,
    scored?.criteria.find(({ name }) => name === 'right')?.score === 1,
  ])
  expect(asked).toEqual(Array(3).fill([1_000_000 * second!.offset, true]))

  const { netuid } = options
  const { secretHash, observedHash } = (await store.round(1_010))!
  const replayed = await replayRound(
    { subnet: observedSums as unknown as Subnet, netuid, mechanism: 0, store },
    1_010,
  )
  expect(replayed).toMatchObject({ sealed: true, disagreements: [] })
  const round = { netuid, mechanism: 0, number: 1_010, observed: second }
  const audited = auditTasks({
    ...{ secret: testSecret(1_010), secretHash, round, hotkey: 'good' },
    source: observedSums.tasks,
  })
  expect(audited.map(({ input }) => input)).toEqual(
    (await store.receipts(1_010, 'good')).map(({ input }) => input),
  )

  // A record vouches for the observation by its hash: another one leads to another root.
  expect(observedHash).toMatch(/^[0-9a-f]{64}$/)
  await parts.database.query(
    "update subnetkit.rounds set observed_hash = repeat('0', 64) where number = 1010 and scope in (select id from subnetkit.scopes where name like $1)",
    [`%${netuid}/0/%`],
  )
  const forged = await replayRound(
    { subnet: observedSums as unknown as Subnet, netuid, mechanism: 0, store },
    1_010,
  )
  expect(forged.disagreements.map(({ part }) => part)).toEqual(['records'])
})

test('what was observed before a crash is not observed again', async () => {
  const { store, next, options } = await setUpValidator(parts)
  let crashes = 1
  const fragile = {
    ...store,
    async planRound(...given: Parameters<typeof store.planRound>) {
      crashes -= 1
      if (crashes >= 0) throw new Error('the process ended between observing and asking')
      return store.planRound(...given)
    },
  }
  await using running = createValidator(observedSums, { ...options, store: fragile })
  const [failed, folded] = [next('step-failed'), next('round-folded')]
  await running.start()
  await failed
  const before = await store.observed(1_000)
  expect(before).toBeDefined()
  await folded
  expect(await store.observed(1_000)).toBe(before)
  const { offset } = before as { offset: number }
  const asked = (await store.receipts(1_000, 'good')).map(({ input }) => (input as { b: number }).b)
  expect(asked).toEqual(Array(3).fill(1_000_000 * offset))
  expect(Object.isFrozen(before)).toBe(true)
})

test.each([
  ['throws', () => Promise.reject(new Error('the exchange is down')), /the exchange is down/],
  ['hangs', () => new Promise(() => {}), /no result within 5 ms/],
])(
  'a source that %s is our trouble: no miner is asked, and the round is skipped once it is overtaken',
  async (_, observe, detail) => {
    const { chain, client, store, next, of, options } = await setUpValidator(parts)
    let down = true
    const subnet = sumsThatObserve(() => (down ? observe() : 7), 5)
    await using running = createValidator(subnet, options)
    const failed = next('step-failed')
    await running.start()
    expect(await failed).toMatchObject({ code: 'OBSERVE_FAILED', reason: expect.stringMatching(detail) })
    expect(client.queries).toEqual([])
    const skipped = next('round-skipped')
    const folded = next('round-folded')
    down = false
    chain.mine(10)
    await Promise.race([skipped, folded])
    await folded
    // Planned again within the round, or skipped: either way nothing counts against a miner.
    for (const { round, cause } of of('round-skipped')) {
      expect([round, cause]).toEqual([1_000, 'OBSERVE_FAILED'])
    }
    expect((await store.receipts(1_010, 'good')).map(({ score }) => score)).toEqual([1])
  },
)

test('tasks of an observing source cannot be drawn without the observation', () => {
  const round = { netuid: 1, mechanism: 0, number: 1, secret: new Uint8Array(32) }
  expect(() => observedSums.tasks.tasksFor(round, 'any')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('round.observed') }),
  )
})

test('a worker with a store of its own draws with the same, and old observations go with their rounds', async () => {
  const { chain, client, store, next, options } = await setUpValidator(parts)
  const { client: _, ...coordinator } = options
  const { netuid, hotkey, queues } = options
  const own = { database: parts.database, netuid, validator: validatorHotkey }
  const kept = await openStore({ ...own, keepRounds: 2 })
  await using leader = createCoordinator(observedSums, { ...coordinator, store: kept })
  await using worker = createWorker(observedSums, {
    ...{ netuid, hotkey, client, queues, store: await openStore(own), retryDelayMs: 1, lockMs: 500 },
  })
  for (let round = 0; round < 4; round++) {
    const folded = next('round-folded')
    if (round === 0) await Promise.all([leader.start(), worker.start()])
    else chain.mine(10)
    await folded
  }
  const { offset } = (await store.observed(1_030)) as { offset: number }
  const asked = (await store.receipts(1_030, 'good')).map(({ input, outcome }) => [
    outcome,
    (input as { b: number }).b,
  ])
  expect(asked).toEqual(Array(3).fill(['scored', 1_000_000 * offset]))
  expect(await store.observed(1_000)).toBeUndefined()
  expect(await store.observedBefore(1_030)).toMatchObject({ round: 1_020 })
})
