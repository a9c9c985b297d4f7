import { type Clock, systemClock } from '@subnetkit/base'
import { expect, test, vi } from 'vitest'
import { openStore } from '../store/store.js'
import type { CoordinatorOptions } from './options.js'
import { queueNames } from './queue-names.js'
import { createCoordinator } from './roles/create-coordinator.js'
import { createWorker } from './roles/create-worker.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { createFakeChain, fakeNeuron, timeout } from './testing/fake-chain.js'
import { createFakeClient, sums, testSecret, validatorHotkey } from './testing/fixture.js'

const parts = useEmbeddedParts()
const miners = 3
const rounds = 6
/** A clock on which a second is over between any two looks, and a pause of it in 5 ms. */
const hasty: Clock = {
  ...systemClock,
  now: () => 1_000_000 * systemClock.now(),
  sleep: (ms, options) => systemClock.sleep(ms / 200, options),
}
let netuid = 0

/** A coordinator whose rounds begin on command, and what it leaves behind. */
async function setUp(more: Partial<CoordinatorOptions> = {}) {
  netuid += 1
  const neurons = ['good', 'slow', 'wrong'].map((name, at) => fakeNeuron(at + 1, name))
  const self = fakeNeuron(0, validatorHotkey, { axon: null, validatorPermit: true })
  const chain = createFakeChain(validatorHotkey, [self, ...neurons])
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  const role = { netuid, hotkey: validatorHotkey, queues: parts.queues, store, retryDelayMs: 1 }
  const coordinator = createCoordinator(sums, {
    ...{ ...role, chain, roundBlocks: 10, secretSource: testSecret, ...more },
  })
  const scope = { genesisHash: chain.genesisHash, netuid, mechanism: 0, hotkey: validatorHotkey }
  const names = queueNames(scope, null)
  return {
    ...{ chain, store, role, coordinator },
    async jobs(name: 'rounds' | 'query' | 'score') {
      const { waiting, active, delayed } = await parts.queues.counts(names[name])
      return waiting + active + delayed
    },
    /** Answers that wait to be scored, and queries that are not over. */
    async open() {
      const count = async (what: string) => {
        const sql = `select count(*)::int as count from subnetkit.${what} and scope in (
          select id from subnetkit.scopes where name like $1)`
        const [row] = await parts.database.query<{ count: number }>(sql, [`%${netuid}/0/${validatorHotkey}`])
        return row?.count ?? 0
      }
      const queries = await count("queries where state in ('planned', 'answered')")
      return { queries, answers: await count('answers where true') }
    },
    /** Lets round after round begin, each as soon as the one before is planned. */
    async pass() {
      for (let round = 0; round < rounds; round++) {
        const number = 1_000 + 10 * round
        const known = async () => expect((await store.round(number))?.state).not.toMatch(/opened|committed/)
        await vi.waitFor(known, { timeout: 20_000, interval: 5 })
        chain.mine(10)
      }
      const last = async () => expect((await store.openRounds()).length).toBeLessThanOrEqual(3)
      await vi.waitFor(last, { timeout: 20_000, interval: 5 })
    },
  }
}

test('slow miners pile up neither jobs nor rows, and are not absent', async () => {
  const { coordinator, role, store, jobs, open, pass } = await setUp()
  const client = createFakeClient(
    (_, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  )
  await using worker = createWorker(sums, { ...role, client, concurrency: 1, stopMs: 0 })
  await using _ = coordinator
  await coordinator.start()
  await worker.start()
  await pass()
  expect(await jobs('query')).toBeLessThanOrEqual(2 * miners + 1)
  expect((await open()).queries).toBeLessThanOrEqual(2 * miners)
  expect(await store.scores()).toEqual([])
  const states = (await store.queries(1_000)).map(({ state }) => state)
  expect(states).toEqual(Array(miners).fill('unasked'))
})

test('scoring that nobody does piles up neither jobs nor answers', async () => {
  const { coordinator, role, store, jobs, open, pass } = await setUp()
  await using worker = createWorker(sums, { ...role, client: createFakeClient(), work: ['query'] })
  await using _ = coordinator
  await coordinator.start()
  await worker.start()
  await pass()
  expect(await jobs('score')).toBeLessThanOrEqual(3 * miners)
  expect((await open()).answers).toBeLessThanOrEqual(3 * miners * 3)
  expect(await store.scores()).toEqual([])
})

test('defect: answers that nothing scores had no limit; at it, miners are unasked and never absent', async () => {
  const troubles: string[] = []
  const { coordinator, role, store, open, pass } = await setUp({
    maxAnswerBytes: 1,
    // The first role of a process emits what lasts.
    onEvent: (event) => void (event.kind === 'trouble' && troubles.push(event.code)),
  })
  await using worker = createWorker(sums, {
    ...{ ...role, client: createFakeClient(), work: ['query'], concurrency: 1, stopMs: 0, clock: hasty },
  })
  await using _ = coordinator
  await coordinator.start()
  await worker.start()
  await pass()
  expect((await open()).answers).toBeLessThanOrEqual(3 * 3)
  expect(new Set(troubles)).toEqual(new Set(['ANSWERS_FULL']))
  const states = (await store.queries(1_000)).map(({ state }) => state)
  expect(states.toSorted()).toEqual(['unasked', 'unasked', 'unscored'])
  expect(await store.scores()).toEqual([])
})

test('a chain that does not answer piles up no jobs', async () => {
  const { chain, coordinator, store, jobs } = await setUp()
  await using _ = coordinator
  await coordinator.start()
  chain.metagraph = async () => {
    throw timeout()
  }
  for (let round = 1; round <= rounds; round++) {
    chain.mine(10)
    const begun = async () => expect(await store.round(1_000 + 10 * round)).not.toBeNull()
    await vi.waitFor(begun, { timeout: 20_000, interval: 5 })
  }
  const few = async () => expect((await store.openRounds()).length).toBeLessThanOrEqual(2)
  await vi.waitFor(few, { timeout: 20_000, interval: 5 })
  expect(await jobs('rounds')).toBeLessThanOrEqual(3)
  expect(await jobs('query')).toBeLessThanOrEqual(2 * miners)
})
