import { systemClock } from '@subnetkit/base'
import { expect, test, vi } from 'vitest'
import type { RoundRecord } from '../../store/records.js'
import { openStore } from '../../store/store.js'
import type { ValidatorEvent } from '../events.js'
import type { ValidatorOptions } from '../options.js'
import { createValidator } from '../roles/create-validator.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { createFakeChain, fakeNeuron } from '../testing/fake-chain.js'
import { createFakeClient, sums, testSecret, validatorHotkey } from '../testing/fixture.js'

const parts = useEmbeddedParts()
let netuid = 0

/** A validator of four good miners with three tasks each, whose rounds are run one by one. */
async function setUp(more: Partial<ValidatorOptions<typeof sums.protocol>>) {
  netuid += 1
  const neurons = ['good', 'slow', 'wrong', 'fair'].map((name, at) => fakeNeuron(at + 1, name))
  const self = fakeNeuron(0, validatorHotkey, { axon: null, validatorPermit: true })
  const chain = createFakeChain(validatorHotkey, [self, ...neurons])
  const client = createFakeClient()
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  const events: ValidatorEvent[] = []
  const validator = createValidator(sums, {
    ...{ netuid, hotkey: validatorHotkey, chain, client, queues: parts.queues, store },
    ...{ roundBlocks: 10, secretSource: testSecret, retryDelayMs: 1, concurrency: 2 },
    onEvent: (event) => events.push(event),
    ...more,
  })
  return {
    ...{ validator, store, client, events },
    /** Waits until the round at this block is over, starts the next one, and returns what became of each miner. */
    async finish(number: number) {
      const over = async () => expect((await store.round(number))?.state).toBe('folded')
      await vi.waitFor(over, { timeout: 20_000, interval: 5 })
      chain.mine(10)
      return store.queries(number)
    },
  }
}

const asked = (queries: readonly { readonly hotkey: string; readonly state: string }[]) =>
  queries.filter(({ state }) => state === 'scored').map(({ hotkey }) => hotkey)

test('defect: miners that a round did not sample lost a part of their score', async () => {
  const { validator, store, finish } = await setUp({ sampling: { kind: 'stalest', count: 2 } })
  await using _ = validator
  await validator.start()
  const first = asked(await finish(1_000))
  const before = new Map((await store.scores()).map(({ hotkey, score }) => [hotkey, score]))
  expect([...before.keys()].toSorted()).toEqual(first.toSorted())
  const second = asked(await finish(1_010))
  expect([...first, ...second].toSorted()).toEqual(['fair', 'good', 'slow', 'wrong'])
  const after = new Map((await store.scores()).map(({ hotkey, score }) => [hotkey, score]))
  for (const hotkey of first) expect(after.get(hotkey)).toBe(before.get(hotkey))
  expect(await store.queries(1_000)).toHaveLength(2)
})

test('a budget of requests asks whole miners, and the others in the next round', async () => {
  const { validator, client, events, finish } = await setUp({ budgets: { requests: 7 } })
  await using _ = validator
  await validator.start()
  const first = await finish(1_000)
  expect(asked(first)).toHaveLength(2)
  expect(client.queries).toHaveLength(6)
  const left = first.filter(({ state }) => state === 'unasked')
  expect(left.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringContaining('9 of 7 requests')))
  expect(events).toContainEqual({ kind: 'round-planned', round: 1_000, block: 1_000, miners: 2, unasked: 2 })
  expect(asked(await finish(1_010)).toSorted()).toEqual(left.map(({ hotkey }) => hotkey).toSorted())
})

test('the tasks of each miner are cut to its budget, and so are the costs', async () => {
  const { validator, client, finish } = await setUp({ budgets: { tasksPerMiner: 1, requests: 4 } })
  await using _ = validator
  await validator.start()
  expect(asked(await finish(1_000))).toHaveLength(4)
  expect(client.queries).toHaveLength(4)
})

test('time is spent as it passes: miners for whom there is none left are not asked, and not absent', async () => {
  // Each miner may take 3 s; one takes that, the others 0.3 s.
  const clock = { ...systemClock, sleep: async () => {} }
  const { validator, store, events, finish } = await setUp({ budgets: { seconds: 3.5 }, clock })
  await using _ = validator
  await validator.start()
  const queries = await finish(1_000)
  const left = queries.filter(({ state }) => state === 'unasked')
  expect(left.length).toBeGreaterThan(0)
  expect(asked(queries).length).toBeGreaterThan(0)
  for (const { hotkey, reason } of left) {
    expect(reason).toContain('of 3500 ms of answering are taken')
    expect(await store.receipts(1_000, hotkey)).toEqual([])
    expect(events).toContainEqual(expect.objectContaining({ kind: 'miner-unasked', hotkey, reason }))
  }
  expect((await store.scores()).map(({ hotkey }) => hotkey).toSorted()).toEqual(asked(queries).toSorted())
  const [taken] = await parts.database.query<{ taken_ms: number; held: number }>(
    `select taken_ms, held from subnetkit.rounds where number = 1000
        and scope = (select id from subnetkit.scopes where name = $1)`,
    [`${netuid}/0/${validatorHotkey}`],
  )
  const receipts = await store.receipts(1_000)
  expect(taken).toEqual({ taken_ms: receipts.reduce((sum, { latencyMs }) => sum + latencyMs, 0), held: 0 })
})

test('a budget that is too small for any miner is trouble, and costs nobody a score', async () => {
  const { validator, client, events, finish } = await setUp({ budgets: { requests: 2 } })
  await using _ = validator
  await validator.start()
  expect((await finish(1_000)).map(({ state }) => state)).toEqual(Array(4).fill('unasked'))
  expect(client.queries).toEqual([])
  expect(events).toContainEqual(expect.objectContaining({ kind: 'trouble', code: 'BUDGET_TOO_SMALL' }))
})

test('the plan states its budget, so that workers need no configuration', async () => {
  const { validator, store, finish } = await setUp({ budgets: { bytes: '3MB', tasksPerMiner: { sum: 2 } } })
  await using _ = validator
  await validator.start()
  await finish(1_000)
  const limits = { requests: null, bytes: 3_000_000, ms: null, cost: null, tasksPerMiner: { sum: 2 } }
  expect(await store.round(1_000)).toMatchObject({ budget: limits } satisfies Partial<RoundRecord>)
  expect(await store.receipts(1_000)).toHaveLength(8)
})
