import { EventEmitter, once } from 'node:events'
import { chainError } from '@subnetkit/chain'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createQueues } from '../queue/queues.js'
import { redisMissing, startTestRedis } from '../queue/testing/redis.js'
import type { Receipt } from '../store/records.js'
import { openStore, type Store } from '../store/store.js'
import type { AnswerReceipt, CollectedReceipts } from '../subnet/answer-receipt.js'
import { auditTasks, commitRound } from '../tasks/audit.js'
import type { ValidatorEvent } from './events.js'
import type { ValidatorOptions } from './options.js'
import { queueNames } from './queue-names.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { createFakeChain, fakeNeuron, timeout } from './testing/fake-chain.js'
import { createFakeClient, sums, sumsNeurons, testSecret, validatorHotkey } from './testing/fixture.js'

const parts = useEmbeddedParts()
let netuid = 0
const fakeScope = { genesisHash: '0xfake', mechanism: 0, hotkey: validatorHotkey }

type Options = ValidatorOptions<typeof sums.protocol>

/** A validator on a subnet of its own, in the database that the file shares. */
async function setUp(more: Partial<Options> = {}) {
  netuid += 1
  const chain = createFakeChain(validatorHotkey, sumsNeurons())
  const client = createFakeClient()
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  const events: ValidatorEvent[] = []
  const heard = new EventEmitter()
  const options: Options = {
    netuid,
    hotkey: validatorHotkey,
    chain,
    client,
    queues: parts.queues,
    store,
    roundBlocks: 10,
    secretSource: testSecret,
    retryDelayMs: 1,
    lockMs: 500,
    onEvent: (event) => {
      events.push(event)
      heard.emit(event.kind, event)
    },
    ...more,
  }
  return {
    chain,
    client,
    store,
    events,
    options,
    validator: (changed: Partial<Options> = {}) => createValidator(sums, { ...options, ...changed }),
    next: async (kind: ValidatorEvent['kind']) => (await once(heard, kind))[0] as never,
    kinds: (kind: ValidatorEvent['kind']) => events.filter((event) => event.kind === kind),
  }
}

const scoresOf = async (store: Store) =>
  Object.fromEntries((await store.scores()).map(({ hotkey, score }) => [hotkey, score]))

/** Waits for the store to show it: events of a step that crashed afterwards do not tell. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 30_000, interval: 10 })
}

describe('a round', () => {
  test('asks, scores, folds and pays; outcomes stay apart', async () => {
    const { validator, chain, client, store, next } = await setUp()
    await using running = validator()
    const paid = next('weights-set')
    await running.start()
    await paid

    const receipts = await store.receipts(1_000)
    const outcomes = (hotkey: string) =>
      receipts.filter((receipt) => receipt.hotkey === hotkey).map(({ outcome, score }) => [outcome, score])
    expect(outcomes('good')).toEqual(Array(3).fill(['scored', 1]))
    expect(outcomes('slow')).toEqual(Array(3).fill(['scored', 0.7]))
    expect(outcomes('wrong')).toEqual(Array(3).fill(['scored', 0.25]))
    expect(outcomes('absent')).toEqual(Array(3).fill(['absent', 0]))
    expect(outcomes('malformed')).toEqual(Array(3).fill(['malformed', 0]))
    const poison = receipts.filter(({ hotkey }) => hotkey === 'poison')
    for (const { outcome, reason, input } of poison) {
      const broken = (input as { a: number }).a % 2 === 0
      expect(outcome).toBe(broken ? 'malformed' : 'scored')
      expect(reason?.startsWith('CHECKER_FAILED') ?? false).toBe(broken)
    }

    const scores = await scoresOf(store)
    expect(scores).toMatchObject({ good: 0.3, absent: 0, malformed: 0 })
    expect(scores.slow).toBeCloseTo(0.21, 12)
    // Neurons that never served are neither queried nor scored; nor is the validator itself.
    expect(Object.keys(scores).toSorted()).toEqual(['absent', 'good', 'malformed', 'poison', 'slow', 'wrong'])
    expect(new Set(client.queries)).not.toContain('idle')

    expect(chain.landed).toHaveLength(1)
    expect(chain.landed[0]).toMatchObject({ versionKey: 3n })
    expect(chain.landed[0]!.uids.slice(0, 3)).toEqual([2, 3, 4])
    expect(chain.landed[0]!.values.slice(0, 2)).toEqual([65_535, 45_874])
    expect(await store.outbox.entries()).toMatchObject([
      { key: 'round-1000', mode: 'plain', stage: 'confirmed', included: { number: 1_001 } },
    ])
  })

  test('is committed before and revealed after, so that anybody can audit it', async () => {
    const { validator, chain, store, next } = await setUp()
    await using running = validator()
    const first = next('round-folded')
    await running.start()
    await first
    for (let round = 2; round <= 3; round += 1) {
      const folded = next('round-folded')
      chain.mine(10)
      await folded
    }

    // A round may go on with the secret of the one before it, so that is revealed by the one after.
    expect(chain.notices.map(({ committed, revealed }) => [committed.round, revealed?.[0]?.round])).toEqual([
      [1_000, undefined],
      [1_010, undefined],
      [1_020, 1_000],
    ])
    const { secretHash } = chain.notices[0]!.committed
    const { secret } = chain.notices[2]!.revealed![0]!
    const round = { netuid: chain.notices[0]!.netuid, mechanism: 0, number: 1_000 }
    const audited = auditTasks({ secret, secretHash, round, hotkey: 'good', source: sums.tasks })
    const asked = (await store.receipts(1_000, 'good')).map(({ input }) => input)
    expect(asked).toEqual(audited.map(({ input }) => input))
  })

  test('defect: a round was skipped when the space of its notice was used up', async () => {
    const { validator, chain, store, next, kinds } = await setUp()
    await using running = validator()
    const first = next('round-folded')
    await running.start()
    await first
    for (const isSpaceUsed of [true, true, false, false]) {
      chain.isSpaceUsed = isSpaceUsed
      const folded = next('round-folded')
      chain.mine(10)
      await folded
    }
    expect(kinds('round-skipped')).toEqual([])
    const rounds = await store.rounds()
    const secrets = rounds.map(({ secretHash }) => Buffer.from(secretHash).toString('hex'))
    expect(new Set(secrets.slice(0, 3)).size).toBe(1)
    expect(new Set(secrets).size).toBe(3)
    // The secret of three rounds is revealed once, after the last of them, and all of their tasks follow from it.
    expect(chain.notices.flatMap(({ revealed = [] }) => revealed)).toMatchObject([
      { round: 1_000, through: 1_020 },
    ])
    const { secret } = chain.notices.at(-1)!.revealed![0]!
    const { secretHash } = chain.notices[0]!.committed
    const drawn = new Set<string>()
    for (const number of [1_000, 1_010, 1_020]) {
      const round = { netuid: chain.notices[0]!.netuid, mechanism: 0, number }
      const audited = auditTasks({ secret, secretHash, round, hotkey: 'good', source: sums.tasks })
      expect((await store.receipts(number, 'good')).map(({ input }) => input)).toEqual(
        audited.map(({ input }) => input),
      )
      drawn.add(JSON.stringify(audited))
    }
    expect(drawn.size).toBe(3)
  })

  test('of another mechanism asks and pays whom that mechanism shows', async () => {
    const { validator, chain, next, client } = await setUp()
    chain.neuronsOf = (mechanism) =>
      sumsNeurons().filter(({ hotkey }) => mechanism === 1 || hotkey !== 'good')
    const store = await openStore({
      database: parts.database,
      netuid,
      mechanism: 1,
      validator: validatorHotkey,
    })
    await using running = validator({ mechanism: 1, store })
    const paid = next('weights-set')
    await running.start()
    await paid
    expect(client.queries).toContain('good')
    expect(chain.landed[0]!.uids).toContain(2)
    expect(await store.outbox.entries()).toMatchObject([
      { mechanism: 1, signed: { call: 'SubtensorModule.set_mechanism_weights' } },
    ])
  })

  test('keeps its secret before it commits to it', async () => {
    const { validator, chain, store, next } = await setUp({ retryDelayMs: 60_000 })
    chain.failures.push({ call: 'publishRound', error: timeout() })
    await using running = validator()
    const failed = next('step-failed')
    await running.start()
    await failed
    expect(await store.round(1_000)).toMatchObject({ secret: testSecret(1_000), state: 'opened' })
  })

  test('a miner that stopped serving is absent, and one that registered anew starts from 0', async () => {
    const { validator, chain, store, next } = await setUp()
    await using running = validator()
    const first = next('round-folded')
    await running.start()
    await first
    chain.neurons = chain.neurons.map((neuron) => {
      if (neuron.hotkey === 'good') return { ...neuron, axon: null }
      return neuron.hotkey === 'slow' ? fakeNeuron(neuron.uid, 'slow', { registeredAt: 1_005 }) : neuron
    })
    const second = next('round-folded')
    chain.mine(10)
    await second
    const scores = await store.scores()
    const slow = scores.filter(({ hotkey }) => hotkey === 'slow')
    expect(scores.find(({ hotkey }) => hotkey === 'good')?.score).toBeCloseTo(0.21, 12)
    expect(slow.map(({ registeredAt, rounds }) => [registeredAt, rounds])).toEqual([
      [1, 1],
      [1_005, 1],
    ])
  })
})

test('an answer that cannot be written as JSON is malformed: it must not go without a receipt', async () => {
  const { validator, client, store, next } = await setUp()
  // 100 kB on the wire, parsed without recursion, and let through by a schema such as z.unknown().
  const nested = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
  const query: typeof client.query = async (endpoint, ...rest) => {
    const result = await client.query(endpoint, ...rest)
    return endpoint.hotkey === 'wrong' ? { ...result, output: { sum: 0, nested } as never } : result
  }
  await using running = validator({ client: { ...client, query } })
  const folded = next('round-folded')
  await running.start()
  await folded
  const receipts = await store.receipts(1_000, 'wrong')
  expect(receipts.map(({ outcome }) => outcome)).toEqual(Array(3).fill('malformed'))
  expect(receipts[0]?.reason).toContain('cannot be written as JSON')
  expect((await scoresOf(store)).wrong).toBe(0)
})

test('a validator that is stopped while it starts does not listen to the chain afterwards', async () => {
  const { validator, chain, events } = await setUp()
  let listeners = 0
  const onHead: typeof chain.onHead = (listener) => {
    listeners += 1
    const stop = chain.onHead(listener)
    return () => {
      listeners -= 1
      stop()
    }
  }
  const running = validator({ chain: { ...chain, onHead } })
  const starting = running.start()
  await running.stop()
  await starting
  expect(listeners).toBe(0)
  expect(events.filter(({ kind }) => kind === 'trouble')).toEqual([])
})

const missing = redisMissing()

test.skipIf(missing !== null)(`a round on Redis${missing ? ` (skipped: ${missing})` : ''}`, async () => {
  await using redis = await startTestRedis()
  await using onRedis = await createQueues({ redisUrl: redis.url })
  const { validator, store, next } = await setUp({ queues: onRedis })
  await using running = validator()
  const paid = next('weights-set')
  await running.start()
  await paid
  expect(await store.receipts(1_000)).toHaveLength(18)
  expect((await scoresOf(store)).good).toBe(0.3)
})

describe('skipped rounds', () => {
  test('defect: carry a reason without a code; here the chain could not be reached in time', async () => {
    const { validator, chain, store, next, kinds } = await setUp({ retryDelayMs: 60_000 })
    chain.failures.push({ call: 'metagraph', error: timeout() })
    await using running = validator()
    const failed = next('step-failed')
    await running.start()
    await failed
    const skipped = next('round-skipped')
    const folded = next('round-folded')
    chain.mine(10)
    expect(await skipped).toMatchObject({ round: 1_000, code: 'PLAN_FAILED', cause: 'CHAIN_TIMEOUT' })
    expect(await store.round(1_000)).toMatchObject({ state: 'skipped', reason: expect.any(String) })
    expect(kinds('step-failed')).toHaveLength(1)
    await folded
    expect((await store.round(1_010))?.state).toBe('folded')
  })

  test('are those that the next round overtook, and a validator that is not registered', async () => {
    const { validator, chain, store, next } = await setUp()
    const { head } = chain
    chain.head = async () => ({ ...(await head()), number: 1_000 })
    chain.neurons = chain.neurons.filter(({ hotkey }) => hotkey !== validatorHotkey)
    await using running = validator()
    const first = next('round-skipped')
    await running.start()
    expect(await first).toMatchObject({ round: 1_000, code: 'NOT_REGISTERED', cause: null })
    expect((await store.round(1_000))?.state).toBe('skipped')
    chain.head = async () => ({ ...(await head()), number: 1_030 })
    const second = next('round-skipped')
    chain.mine(10)
    expect(await second).toMatchObject({ round: 1_010, code: 'ROUND_OVERTAKEN', cause: null })
    expect((await store.round(1_010))?.state).toBe('skipped')
    expect(chain.notices).toEqual([])
  })
})

describe('weights', () => {
  const rejected = () =>
    chainError('CHAIN_REJECTED', {
      call: 'set_weights',
      reason: 'SettingWeightsTooFast',
      fix: 'Wait.',
    })

  test.each([
    ['no permit', { validatorPermit: false }, 'NO_VALIDATOR_PERMIT'],
    ['a refusal of the chain', {}, 'CHAIN_REJECTED'],
  ])('%s is said, not tried again, and hurts no score', async (_, change, code) => {
    const { validator, chain, store, next } = await setUp()
    if (code === 'CHAIN_REJECTED') chain.failures.push({ call: 'setWeights', error: rejected() })
    chain.neurons = chain.neurons.map((neuron) => (neuron.uid === 1 ? { ...neuron, ...change } : neuron))
    await using running = validator()
    const refused = next('weights-refused')
    await running.start()
    expect(await refused).toMatchObject({ code, round: 1_000 })
    expect(chain.landed).toEqual([])
    expect((await scoresOf(store)).good).toBe(0.3)
  })

  test('are set once in each window', async () => {
    const { validator, chain, next } = await setUp({ weightsEveryBlocks: 15 })
    await using running = validator()
    const paid = next('weights-set')
    await running.start()
    await paid
    const early = next('weights-not-due')
    chain.mine(10)
    expect(await early).toMatchObject({ round: 1_010, dueBlock: 1_016 })
    // defect: they were dropped, so that a round that was late cost the window of the next one
    const again = next('weights-set')
    chain.mine(5)
    expect(await again).toMatchObject({ round: 1_010, block: 1_017 })
    const last = next('weights-not-due')
    chain.mine(4)
    expect(await last).toMatchObject({ round: 1_020, dueBlock: 1_032 })
    expect(chain.landed).toHaveLength(2)
  })

  test('are sent again after a time-out, but not when they had arrived', async () => {
    const { validator, chain, store, next } = await setUp()
    chain.failures.push({ call: 'setWeights', error: timeout() })
    chain.failures.push({ call: 'setWeights', error: timeout(), after: true })
    await using running = validator()
    const paid = next('weights-set')
    await running.start()
    expect(await paid).toMatchObject({ round: 1_000, block: 1_001 })
    expect(chain.landed).toHaveLength(1)
    expect(await store.outbox.entries()).toMatchObject([{ stage: 'confirmed', signatures: 1 }])
  })
})

describe('crashes', () => {
  /** A subnet with these miners only: each crash repeats the work of all of them. */
  const setUpWith = async (...hotkeys: readonly string[]) => {
    const parts = await setUp()
    const { chain } = parts
    chain.neurons = chain.neurons.filter(({ hotkey }) => [validatorHotkey, ...hotkeys].includes(hotkey))
    return parts
  }
  /** A miner that is right, one that is wrong and one that is away. */
  const three = () => setUpWith('good', 'wrong', 'absent')

  /** The scores of two rounds that nothing disturbed. */
  let expected: Record<string, number>
  beforeAll(async () => {
    const { validator, chain, store, next } = await three()
    await using running = validator()
    const first = next('round-folded')
    await running.start()
    await first
    const second = next('round-folded')
    chain.mine(10)
    await second
    expected = await scoresOf(store)
  })
  const steps = [
    ...([
      'openRound',
      'published',
      'planRound',
      'addAnswer',
      'answered',
      'scored',
      'fold',
      'decided',
    ] as const),
  ]

  test.each(steps)('right after %s repeat work, never results', async (step) => {
    const { validator, chain, store, kinds } = await three()
    let crashes = 0
    const crashing: Store = {
      ...store,
      async [step](...args: never[]) {
        const result = await (store[step] as (...args: never[]) => Promise<unknown>)(...args)
        crashes += 1
        if (crashes <= 2) throw new Error(`crash after ${step}`)
        return result
      },
    } as Store
    await using running = validator({ store: crashing })
    await running.start()
    await until(async () => (await store.outbox.entries())[0]?.stage === 'confirmed')
    chain.mine(10)
    await until(async () => (await store.round(1_010))?.state === 'folded')
    expect(crashes).toBeGreaterThan(0)
    expect(kinds('step-failed').length).toBeGreaterThan(0)
    expect(await scoresOf(store)).toEqual(expected)
    expect((await store.scores()).map(({ rounds }) => rounds)).toEqual([2, 2, 2])
    expect(chain.landed).toHaveLength(1)
  })

  test.each([1, 2, 3, 4])('right after change %i of the weights outbox set them once', async (change) => {
    const { validator, chain, store, kinds } = await setUpWith('good')
    let changes = 0
    const outbox: Store['outbox'] = {
      ...store.outbox,
      async replace(entry) {
        await store.outbox.replace(entry)
        changes += 1
        if (changes === change) throw new Error(`crash after ${entry.stage}`)
      },
    }
    await using running = validator({ store: { ...store, outbox } })
    await running.start()
    await until(async () => (await store.outbox.entries())[0]?.stage === 'confirmed')
    expect(kinds('step-failed')).toHaveLength(1)
    expect(chain.landed).toHaveLength(1)
    expect(await store.outbox.entries()).toMatchObject([{ signatures: 1, revision: 4 }])
  })

  test('a validator stopped in the midst of asking is taken up by the next, which asks only what is open', async () => {
    const { validator, store, next, client } = await setUp({ stopMs: 1, tasksAtOnce: 1 })
    const waiting = new EventEmitter()
    const hanging = createFakeClient(async ({ hotkey }, signal) => {
      if (hotkey !== 'slow') return
      waiting.emit('asked')
      if (signal && !signal.aborted) await once(signal, 'abort')
    })
    const asked = once(waiting, 'asked')
    {
      await using first = validator({ client: hanging })
      await first.start()
      await asked
      await until(async () => (await store.receipts(1_000)).length === 15)
    }
    expect((await store.round(1_000))?.state).toBe('planned')
    const before = await store.receipts(1_000)
    expect(before.some(({ hotkey }) => hotkey === 'slow')).toBe(false)

    await using second = validator()
    const folded = next('round-folded')
    await second.start()
    await folded
    expect(new Set(client.queries)).toEqual(new Set(['slow']))
    expect((await store.receipts(1_000)).length).toBe(18)
    expect((await scoresOf(store)).slow).toBeCloseTo(0.21, 12)
  })
})

describe('rounds left behind', () => {
  const opened = {
    ...{ number: 1_000, roundBlocks: 10, secret: testSecret(1_000) },
    secretHash: commitRound(testSecret(1_000)),
  }

  test('are finished though the queue has lost their jobs', async () => {
    const { validator, chain, store, next } = await setUp()
    await store.openRound(opened)
    await store.planRound(1_000, { miners: chain.neurons.slice(2, 4) })
    await using running = validator()
    const folded = next('round-folded')
    await running.start()
    expect(await folded).toMatchObject({ round: 1_000, miners: 2 })
  })

  test('are folded though folding them failed in an earlier run', async () => {
    const { validator, store, next } = await setUp({ retryDelayMs: 60_000 })
    const broken = { ...store, fold: () => Promise.reject(new Error('disk full')) }
    {
      await using running = validator({ store: broken })
      const failed = next('step-failed')
      await running.start()
      expect(await failed).toMatchObject({ step: 'fold-1000', final: false })
    }
    await parts.queues.remove(queueNames({ ...fakeScope, netuid }, null).rounds, ['fold-1000'])
    await using running = validator()
    const folded = next('round-folded')
    await running.start()
    expect(await folded).toMatchObject({ round: 1_000, miners: 6 })
  })

  test('are not asked about long afterwards: who was not asked keeps its score', async () => {
    const { validator, chain, client, store, next, kinds } = await setUp()
    await store.openRound(opened)
    await store.planRound(1_000, { miners: chain.neurons.slice(2, 5) })
    const scored: Receipt = {
      ...{ round: 1_000, uid: 2, hotkey: 'good', registeredAt: 1, taskId: 'sum-0', family: 'sum' },
      ...{ synapse: 'add', outcome: 'scored', reason: null, score: 1, parts: null, latencyMs: 1 },
      ...{ answerHash: null, input: null, output: null },
    }
    await store.answered(1_000, 2)
    await store.scored(1_000, 2, [scored])
    await store.answered(1_000, 3)
    chain.block = 5_000
    chain.failures.push({ call: 'metagraph', error: timeout() })
    await using running = validator({ retryDelayMs: 60_000 })
    const folded = next('round-folded')
    await running.start()
    expect(await folded).toMatchObject({ round: 1_000, miners: 1 })
    expect(client.queries).toEqual([])
    expect(kinds('round-closed')).toMatchObject([{ round: 1_000, unasked: 1, unscored: 1 }])
    expect((await store.queries(1_000)).map(({ state }) => state)).toEqual(['scored', 'unscored', 'unasked'])
    expect(await scoresOf(store)).toEqual({ good: 0.3 })
  })
})

test('options that cannot be are refused at once', async () => {
  const { options } = await setUp()
  for (const change of [{ roundBlocks: 0 }, { concurrency: 0.5 }, { scoresAtOnce: -1 }]) {
    expect(() => createValidator(sums, { ...options, ...change })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  }
})

const proven = (miner: string): CollectedReceipts => ({
  proven: [
    {
      receipt: { miner, request: miner } as AnswerReceipt,
      request: { text: 'btauth/1', body: Buffer.from('?') },
      answer: { status: 200, body: Buffer.from('!') },
    },
  ],
  outstanding: 0,
  failure: null,
})

test('the receipts of a round are stored with it, and no step waits for them', async () => {
  const { validator, client, store, next } = await setUp()
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let stored = () => {}
  const both = new Promise<void>((resolve) => {
    stored = resolve
  })
  const collectReceipts = async ({ hotkey }: { hotkey: string }) => {
    if (hotkey === 'wrong') throw new Error('a client of the subnet')
    if (hotkey === 'slow') await released
    return proven(hotkey)
  }
  const addAnswerReceipts: typeof store.addAnswerReceipts = async (round, answers) => {
    await store.addAnswerReceipts(round, answers)
    if (answers[0]?.receipt.miner === 'slow') stored()
  }
  await using running = validator({
    client: { ...client, collectReceipts },
    store: { ...store, addAnswerReceipts },
  })
  const folded = next('round-folded')
  await running.start()
  await folded
  expect((await store.answerReceipts(1_000, 'slow')).length).toBe(0)
  release()
  await both
  const [kept] = await store.answerReceipts(1_000, 'good')
  expect(kept).toMatchObject({ round: 1_000, requestText: 'btauth/1', answerBody: Buffer.from('!') })
})

test('stopping ends a collection that hangs', async () => {
  const { validator, client, next } = await setUp()
  let ended = 0
  const collectReceipts = (_: unknown, { signal }: { signal?: AbortSignal | undefined } = {}) =>
    new Promise<CollectedReceipts>((_, reject) => {
      signal?.addEventListener('abort', () => {
        ended++
        reject(signal.reason)
      })
    })
  const running = validator({ client: { ...client, collectReceipts } })
  const folded = next('round-folded')
  await running.start()
  await folded
  await running.stop()
  expect(ended).toBeGreaterThan(0)
})
