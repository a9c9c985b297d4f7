import { systemClock } from '@subnetkit/base'
import { describe, expect, test, vi } from 'vitest'
import { openStore } from '../../store/store.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import type { ValidatorOptions } from '../options.js'
import { createValidator } from '../roles/create-validator.js'
import { useEmbeddedParts } from '../testing/embedded-parts.js'
import { createFakeChain, fakeNeuron } from '../testing/fake-chain.js'
import { createFakeClient, sums, testSecret, validatorHotkey } from '../testing/fixture.js'
import { rankMiners } from './rank-miners.js'

const parts = useEmbeddedParts()
let netuid = 500

type Answer = (hotkey: string, round: number) => QueryResult<never> | null

/** A validator of these miners, which answer rightly where `answer` gives nothing else. */
async function setUp(
  names: readonly string[],
  more: Partial<ValidatorOptions<typeof sums.protocol>>,
  answer: Answer = () => null,
) {
  netuid += 1
  const self = fakeNeuron(0, validatorHotkey, { axon: null, validatorPermit: true })
  const chain = createFakeChain(validatorHotkey, [self, ...names.map((name, at) => fakeNeuron(at + 1, name))])
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  let number = 1_000
  const client: ReturnType<typeof createFakeClient> = {
    ...createFakeClient(),
    query: async ({ hotkey }, _synapse, input) => {
      const { a, b } = input as { a: number; b: number }
      return answer(hotkey, number) ?? { kind: 'ok', output: { sum: a + b } as never, latencyMs: 10 }
    },
  }
  const validator = createValidator(sums, {
    ...{ netuid, hotkey: validatorHotkey, chain, client, queues: parts.queues, store },
    ...{ roundBlocks: 10, secretSource: testSecret, retryDelayMs: 1, concurrency: 2 },
    ...more,
  })
  return {
    ...{ chain, store, validator, netuid },
    /** Waits until the round under way is over, starts the next one, and returns the queries of the former. */
    async finish() {
      const over = async () => expect(['folded', 'skipped']).toContain((await store.round(number))?.state)
      await vi.waitFor(over, { timeout: 20_000, interval: 5 })
      const queries = await store.queries(number)
      number += 10
      chain.mine(10)
      return queries
    },
  }
}

const asked = (queries: readonly { readonly hotkey: string; readonly state: string }[]) =>
  queries.filter(({ state }) => state === 'scored').map(({ hotkey }) => hotkey)

describe('defect: miners that nobody can reach kept all others from being asked', () => {
  const unreachable = { kind: 'absent', code: 'MINER_UNREACHABLE', reason: 'x', latencyMs: 1 } as const
  test.each([
    { kind: 'stalest', count: 2 },
    { kind: 'weighted', count: 2, by: 'score' },
  ] as const)('$kind', async (sampling) => {
    const { validator, finish, store } = await setUp(['a', 'b', 'dead1', 'dead2'], { sampling }, (hotkey) =>
      hotkey.startsWith('dead') ? unreachable : null,
    )
    await using _ = validator
    await validator.start()
    const seen = new Set<string>()
    for (let round = 0; round < 6; round++) for (const hotkey of asked(await finish())) seen.add(hotkey)
    expect([...seen].toSorted()).toEqual(['a', 'b', 'dead1', 'dead2'])
    expect((await store.scores()).filter(({ score }) => score > 0)).toHaveLength(2)
  })
})

test('defect: a miner that held its query until the round closed stayed the first to be asked', async () => {
  const { store } = await setUp([], {})
  const secret = testSecret(1)
  await store.openRound({ number: 10, roundBlocks: 10, secret, secretHash: secret })
  const [stalling, poor, left] = [1, 2, 3].map((uid) => ({ ...fakeNeuron(uid, `m${uid}`) }))
  const unasked = [{ miner: left!, reason: 'no room' }]
  await store.planRound(10, { miners: [stalling!, poor!], unasked })
  await store.endAsking(10, 'the budget is spent', 2)
  await store.endAsking(10, 'its time was over')
  expect([...(await store.lastAsked()).values()]).toEqual([10])
})

test('defect: a budget of seconds always left out the highest uids', async () => {
  const names = ['a', 'b', 'c', 'd']
  const late = { kind: 'absent', code: 'RESPONSE_LATE', reason: 'late', latencyMs: 1_000 } as const
  const clock = { ...systemClock, sleep: async () => {} }
  const { validator, finish } = await setUp(names, { budgets: { seconds: 6.5 }, clock }, () => late)
  await using _ = validator
  await validator.start()
  const first = asked(await finish())
  const second = asked(await finish())
  expect(first).toHaveLength(2)
  expect([...first, ...second].toSorted()).toEqual(names)
})

test('defect: queries were asked by uid, not in the order of their turns', async () => {
  const { store } = await setUp([], {})
  const secret = testSecret(1)
  await store.openRound({ number: 10, roundBlocks: 10, secret, secretHash: secret })
  await store.planRound(10, { miners: [3, 1, 2].map((uid) => fakeNeuron(uid, `m${uid}`)) })
  expect((await store.queries(10, ['planned'])).map(({ uid }) => uid)).toEqual([3, 1, 2])
})

test('defect: where rounds share a secret, the sample was drawn from one that nobody ever saw', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `m${at}`)
  const sampling = { kind: 'weighted', count: 3, by: 'stake', within: 1_000, floor: 0.1 } as const
  const { chain, validator, finish, store, netuid: own } = await setUp(names, { sampling })
  await using _ = validator
  await validator.start()
  chain.isSpaceUsed = true
  await finish()
  const candidates = chain.neurons
    .filter(({ axon }) => axon !== null)
    .map((neuron) => ({ ...neuron, score: 0, lastAsked: null as number | null }))
  for (const { hotkey } of await store.queries(1_000)) {
    candidates.find((candidate) => candidate.hotkey === hotkey)!.lastAsked = 1_000
  }
  const chosen = (await finish()).map(({ hotkey }) => hotkey)
  const { secret, drawnAs } = (await store.round(1_010))!
  expect(secret).toEqual(testSecret(1_000))
  const round = { netuid: own, mechanism: 0, number: drawnAs, secret, roundBlocks: 10 }
  expect(chosen).toEqual(rankMiners(sampling, candidates, round).map(({ hotkey }) => hotkey))
})

describe('defect: a miner of a small sample voided each round that it would have lost', () => {
  const refuse = { kind: 'refused', status: 403, retryAfterMs: null, reason: 'x', latencyMs: 1 } as const
  const sampling = { kind: 'stalest', count: 1 } as const

  test.each(['CALLER_WITHOUT_PERMIT', 'AUTH_STALE'])('%s is judged as refused', async (code) => {
    const { validator, finish, store } = await setUp(['honest', 'cheat'], { sampling }, (hotkey, round) =>
      hotkey === 'cheat' && round >= 1_020 ? { ...refuse, code } : null,
    )
    await using _ = validator
    await validator.start()
    for (let round = 0; round < 6; round++) await finish()
    expect((await store.rounds(6)).filter(({ state }) => state === 'skipped')).toEqual([])
    const scores = new Map((await store.scores()).map(({ hotkey, score }) => [hotkey, score]))
    expect(scores.get('cheat')).toBeLessThan(scores.get('honest')! / 2)
  })

  test('unless the chain says that the validator has no permit', async () => {
    const { chain, validator, finish, store } = await setUp(['one', 'other'], { sampling }, (_, round) =>
      round >= 1_020 ? { ...refuse, code: 'CALLER_WITHOUT_PERMIT' } : null,
    )
    await using _ = validator
    await validator.start()
    await finish()
    chain.neurons = chain.neurons.map((neuron) => ({ ...neuron, validatorPermit: false }))
    for (let round = 1; round < 4; round++) await finish()
    expect((await store.rounds(5)).slice(0, 4).map(({ state }) => state)).toEqual([
      ...['folded', 'folded', 'skipped', 'skipped'],
    ])
  })

  test('or as many rounds in a row fail as the miners have turns', async () => {
    const { validator, finish, store } = await setUp(['a', 'b', 'c'], { sampling }, (_, round) =>
      round >= 1_030 ? { kind: 'absent', code: 'MINER_UNREACHABLE', reason: 'x', latencyMs: 1 } : null,
    )
    await using _ = validator
    await validator.start()
    for (let round = 0; round < 8; round++) await finish()
    const states = (await store.rounds(9)).slice(0, 8).map(({ state }) => state)
    expect(states).toEqual([...Array(5).fill('folded'), ...Array(3).fill('skipped')])
  })
})
