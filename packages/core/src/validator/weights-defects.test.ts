import { EventEmitter, once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ema } from '../scoreboard/ema.js'
import { linear } from '../scoreboard/linear.js'
import type { WeightPolicy } from '../scoreboard/policy.js'
import { openStore, type Store } from '../store/store.js'
import type { ValidatorChain } from './chain-port.js'
import type { ValidatorEvent } from './events.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { createFakeChain, fakeNeuron, timeout } from './testing/fake-chain.js'
import { createFakeClient, sums, testSecret, validatorHotkey } from './testing/fixture.js'
import { createGate } from './testing/set-up.js'

// Mistakes about weights seen in validators in the field.

const parts = useEmbeddedParts()
let netuid = 500

async function setUp(
  neurons = [fakeNeuron(0, validatorHotkey, { axon: null, validatorPermit: true })],
  weights: WeightPolicy = linear(),
) {
  netuid += 1
  const chain = createFakeChain(validatorHotkey, [...neurons])
  const store = await openStore({ database: parts.database, netuid, validator: validatorHotkey })
  const events: ValidatorEvent[] = []
  const heard = new EventEmitter()
  const subnet = { ...sums, incentive: { scoreboard: ema({ alpha: 0.5 }), weights, burn: 0 } }
  const create = (change: { store?: Store; chain?: ValidatorChain; weightsEveryBlocks?: number } = {}) =>
    createValidator(subnet, {
      netuid,
      hotkey: validatorHotkey,
      chain,
      client: createFakeClient(),
      queues: parts.queues,
      store,
      roundBlocks: 10,
      weightsEveryBlocks: 1,
      secretSource: testSecret,
      retryDelayMs: 1,
      lockMs: 500,
      onEvent: (event) => {
        events.push(event)
        heard.emit(event.kind, event)
      },
      ...change,
    })
  const next = async (kind: ValidatorEvent['kind']) => (await once(heard, kind))[0] as never
  const of = (kind: ValidatorEvent['kind']) => events.filter((event) => event.kind === kind)
  return { chain, store, create, next, of }
}

/** Validator at uid 0, miners at uids with gaps between them. */
const gappy = () => [
  fakeNeuron(0, validatorHotkey, { axon: null, validatorPermit: true }),
  fakeNeuron(7, 'wrong'),
  fakeNeuron(11, 'idle', { axon: null }),
  fakeNeuron(14, 'good'),
]

describe('defects of the field', () => {
  test('defect: the scores of the round alone were submitted, not the smoothed ones', async () => {
    const { chain, create, next } = await setUp(gappy())
    await using validator = create()
    const first = next('weights-set')
    await validator.start()
    await first
    // From now on the good one is away: its score of the round is 0, its smoothed one a half of what it was.
    chain.neurons = chain.neurons.map((neuron) =>
      neuron.hotkey === 'good' ? { ...neuron, axon: null } : neuron,
    )
    const second = next('weights-set')
    chain.mine(10)
    await second
    // good: 0.5 then 0.25; wrong: 0.125 then 0.1875.
    expect(chain.landed.map(({ values }) => values)).toEqual([
      [16_384, 65_535],
      [49_151, 65_535],
    ])
  })

  test('defect: uids were places in a list, and uid 0 counted as not registered', async () => {
    const { chain, create, next, of } = await setUp(gappy())
    await using validator = create()
    const paid = next('weights-set')
    await validator.start()
    await paid
    expect(chain.landed[0]?.uids).toEqual([7, 14])
    expect(of('weights-refused')).toEqual([])
  })

  test('defect: the version key was the current block, not the version of the subnet', async () => {
    const { chain, create, next } = await setUp(gappy())
    chain.block = 123_450
    await using validator = create()
    const paid = next('weights-set')
    await validator.start()
    await paid
    expect(chain.landed[0]?.versionKey).toBe(BigInt(sums.version))
  })

  test('defect: the scores of a round were cleared although its weights had failed', async () => {
    const { chain, store, create, next } = await setUp(gappy())
    chain.neurons = chain.neurons.map((neuron) => ({ ...neuron, validatorPermit: false }))
    await using validator = create()
    const refused = next('weights-refused')
    await validator.start()
    expect(await refused).toMatchObject({ code: 'NO_VALIDATOR_PERMIT', retryBlock: expect.any(Number) })
    const scores = await store.scores()
    expect(scores.find(({ hotkey }) => hotkey === 'good')?.score).toBe(0.5)
    chain.neurons = chain.neurons.map((neuron) => ({ ...neuron, validatorPermit: true }))
    const paid = next('weights-set')
    chain.mine(10)
    await paid
    expect(chain.landed).toHaveLength(1)
  })

  test('defect: scores that the policy does not pay yet were reported as no scores', async () => {
    const none: WeightPolicy = { name: 'none yet', shares: (scores) => scores.map(() => 0) }
    const { create, next } = await setUp(gappy(), none)
    await using validator = create()
    const refused = next('weights-refused')
    await validator.start()
    expect(await refused).toMatchObject({
      code: 'SCORES_UNPAID',
      reason: expect.stringContaining('none yet gives no weight to scores of at most 0.500'),
    })
  })

  test('defect: weights that had landed were reported as failed', async () => {
    const { chain, create, next, of } = await setUp(gappy())
    chain.failures.push({ call: 'setWeights', error: timeout(), after: true })
    await using validator = create()
    const paid = next('weights-set')
    await validator.start()
    await paid
    expect([of('weights-set').length, of('weights-refused').length]).toEqual([1, 0])
    expect(chain.landed).toHaveLength(1)
  })

  test('defect: a round that broke set weights', async () => {
    const { chain, store, create, next, of } = await setUp(gappy())
    const broken: Store = { ...store, fold: () => Promise.reject(new Error('disk full')) }
    await using validator = create({ store: broken })
    await Promise.all([next('step-failed'), validator.start()])
    await next('step-failed')
    expect([chain.landed, of('weights-set')]).toEqual([[], []])
  })

  test('defect: weights that were not due were passed over in silence', async () => {
    const neurons = gappy().map((neuron) => ({ ...neuron, lastUpdate: 950 }))
    const { chain, create, next } = await setUp(neurons)
    chain.rateLimit = 100
    await using validator = create()
    const early = next('weights-not-due')
    await validator.start()
    expect(await early).toMatchObject({ dueBlock: 1_050 })
    expect(chain.landed).toEqual([])
  })

  test('defect: weights that waited for a block were followed by the next ones in the same window', async () => {
    const { chain, create, next, of } = await setUp(gappy())
    let away = true
    const weights: typeof chain.weights = (subject) => {
      const inner = chain.weights(subject)
      const reached =
        <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
        async (...given: A) => {
          if (away) throw timeout()
          return call(...given)
        }
      return { ...inner, broadcast: reached(inner.broadcast), track: reached(inner.track) }
    }
    await using validator = create({
      chain: { ...chain, onHead: chain.onHead, weights },
      weightsEveryBlocks: 100,
    })
    const sent = next('step-failed')
    await validator.start()
    await sent
    const waits = next('weights-not-due')
    chain.mine(10)
    await waits
    away = false
    const set = next('weights-set')
    chain.mine()
    await set
    const early = next('weights-not-due')
    chain.mine(10)
    await early
    expect([chain.landed.length, of('weights-superseded')]).toEqual([1, []])
  })

  test('defect: a coordinator whose node was behind set weights again in the same window', async () => {
    const { chain, create, next } = await setUp(gappy())
    {
      await using first = create({ weightsEveryBlocks: 100 })
      const set = next('weights-set')
      await first.start()
      await set
    }
    const weights: typeof chain.weights = (subject) => {
      const inner = chain.weights(subject)
      return { ...inner, state: async (at) => ({ ...(await inner.state(at)), lastUpdate: 0 }) }
    }
    await using second = create({
      chain: { ...chain, onHead: chain.onHead, head: chain.head, weights },
      weightsEveryBlocks: 100,
    })
    await second.start()
    const early = next('weights-not-due')
    chain.mine(10)
    await early
    expect(chain.landed).toHaveLength(1)
  })

  test('defect: weights that were decided before others were included were set in the same window', async () => {
    const { chain, create, next, of } = await setUp(gappy())
    const answers = [createGate(), createGate()]
    let reads = 0
    // The node answers both decisions late: each shows the chain as it was before either was sent.
    const weights: typeof chain.weights = (subject) => {
      const inner = chain.weights(subject)
      return {
        ...inner,
        async state(at) {
          const state = await inner.state(at)
          await answers[reads++]?.opened
          return state
        },
      }
    }
    await using validator = create({
      chain: { ...chain, onHead: chain.onHead, head: chain.head, weights },
      weightsEveryBlocks: 100,
    })
    await validator.start()
    await until(() => reads === 1)
    chain.mine(10)
    await until(() => reads === 2)
    const set = next('weights-set')
    answers[0]!.open()
    expect(await set).toMatchObject({ round: 1_000 })
    const early = next('weights-not-due')
    answers[1]!.open()
    expect(await early).toMatchObject({ round: 1_010, dueBlock: chain.block + 100 })
    expect([chain.landed.length, of('weights-refused')]).toEqual([1, []])
  })
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5)
}
