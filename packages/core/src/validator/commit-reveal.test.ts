import { type ChainClient, connectChain } from '@subnetkit/chain'
import { createWeightsDevnet, type WeightsDevnet } from '@subnetkit/chain/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../store/store.js'
import type { ValidatorEvent } from './events.js'
import { createValidator } from './roles/create-validator.js'
import { useEmbeddedParts } from './testing/embedded-parts.js'
import { fakeNeuron } from './testing/fake-chain.js'
import { createFakeClient, sums, testSecret } from './testing/fixture.js'
import { createValidatorChain } from './validator-chain.js'

const parts = useEmbeddedParts()
let chain: WeightsDevnet
let client: ChainClient
beforeAll(async () => {
  chain = await createWeightsDevnet({ commitReveal: true, allowLoopbackAxons: true, tempo: 30 })
  client = await connectChain({ provider: chain.devnet.provider })
})
afterAll(async () => {
  await client.close()
  await chain[Symbol.asyncDispose]()
})

test('a validator on a subnet that hides weights has them revealed', { timeout: 60_000 }, async () => {
  const { devnet, netuid, hotkey } = chain
  const events: ValidatorEvent[] = []
  const store = await openStore({ database: parts.database, netuid, validator: hotkey.address })
  const validatorChain = createValidatorChain(client, hotkey)
  await using validator = createValidator(sums, {
    netuid,
    hotkey: hotkey.address,
    chain: {
      ...validatorChain,
      // Everyone serves somewhere.
      async metagraph(subnet) {
        const metagraph = await validatorChain.metagraph(subnet)
        const neurons = metagraph.neurons.map((neuron) => ({ ...neuron, axon: fakeNeuron(0, '').axon }))
        return { ...metagraph, neurons }
      },
    },
    // Every queried miner returns a wrong sum, which is worth a quarter.
    client: createFakeClient(),
    queues: parts.queues,
    store,
    roundBlocks: 1_000,
    weightsEveryBlocks: 1,
    secretSource: testSecret,
    miners: ({ uid }) => uid > 1,
    lockMs: 2_000,
    onEvent: (event) => events.push(event),
  })
  await validator.start()
  const of = (kind: ValidatorEvent['kind']) => events.filter((event) => event.kind === kind)
  await expect.poll(() => of('weights-committed'), { timeout: 20_000 }).toHaveLength(1)
  expect(of('weights-committed')[0]).toMatchObject({ mode: 'timelocked', beaconRound: expect.any(BigInt) })
  expect(chain.row()).toEqual([])

  devnet.mineUntilEpoch(netuid)
  devnet.mine(5)
  await expect.poll(() => of('weights-revealed'), { timeout: 20_000 }).toHaveLength(1)
  const [revealed] = of('weights-revealed') as Extract<ValidatorEvent, { kind: 'weights-revealed' }>[]
  expect(chain.row()).toEqual(revealed?.uids.map((uid, at) => [uid, revealed.values[at]]))
  expect(revealed?.uids).toEqual([2, 3])
  expect(of('weights-refused')).toEqual([])
  expect(of('step-failed')).toEqual([])
  expect((await store.outbox.entries()).map(({ stage }) => stage)).toEqual(['revealed'])
})
