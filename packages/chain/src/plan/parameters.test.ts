import { createKeypair, encodeAddress } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planCommitment, readCommitment } from '../actions/commitments.js'
import { planSubnetIdentity } from '../actions/identity.js'
import { planRegistration } from '../actions/register-neuron.js'
import { planSubnet } from '../actions/register-subnet.js'
import { planAxon } from '../actions/serve-axon.js'
import { planStake } from '../actions/stake.js'
import { planStart } from '../actions/start-subnet.js'
import { planTake } from '../actions/take.js'
import { planTransfer } from '../actions/transfer.js'
import { planHyperparameters } from '../hyperparameters/plan.js'
import { createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'

const own = createKeypair('//own').address
const foreign = encodeAddress(createKeypair('//own').publicKey, { prefix: 0 })

describe('parameters of commands', () => {
  let subnet: DevSubnet
  beforeAll(async () => {
    subnet = await createDevSubnet()
  })
  afterAll(() => subnet[Symbol.asyncDispose]())

  /** Every edge that an address enters by, given one. */
  const edges = {
    registration: (coldkey) =>
      planRegistration(subnet.client, { netuid: 1, hotkey: own, coldkey, maxBurn: 1n }),
    'hotkey of a registration': (hotkey) =>
      planRegistration(subnet.client, { netuid: 1, hotkey, coldkey: own, maxBurn: 1n }),
    subnet: (hotkey) => planSubnet(subnet.client, { hotkey, coldkey: own, maxLock: 1n }),
    start: (coldkey) => planStart(subnet.client, { netuid: 1, coldkey }),
    identity: (coldkey) => planSubnetIdentity(subnet.client, { netuid: 1, coldkey, identity: { name: 'a' } }),
    stake: (hotkey) => planStake(subnet.client, { netuid: 1, hotkey, coldkey: own, atLeast: 1n }),
    take: (hotkey) => planTake(subnet.client, { hotkey, coldkey: own, take: 0.1 }),
    transfer: (coldkey) => planTransfer(subnet.client, { coldkey, payments: [{ to: own, amount: 1n }] }),
    axon: (hotkey) => planAxon(subnet.client, { netuid: 1, hotkey, host: '203.0.113.7', port: 1 }),
    commitment: (hotkey) => planCommitment(subnet.client, { netuid: 1, hotkey, fields: [] }),
    'read of a commitment': (hotkey) => readCommitment(subnet.client, { netuid: 1, hotkey }),
    hyperparameters: (coldkey) => planHyperparameters(subnet.client, { netuid: 1, coldkey, wanted: {} }),
  } satisfies Readonly<Record<string, (address: string) => Promise<unknown>>>

  it.each(Object.entries(edges))('defect: %s takes the address of another network', async (_, edge) => {
    await expect(edge(foreign)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' })
  })

  it.each([-5, 65_536, 1.5, Number.NaN, '1', undefined])('refuse netuid %s by name', async (given) => {
    const netuid = given as number
    const refused = { code: 'CONFIG_INVALID', details: { place: expect.stringContaining('netuid') } }
    const { client } = subnet
    await expect(
      planRegistration(client, { netuid, hotkey: own, coldkey: own, maxBurn: 1n }),
    ).rejects.toMatchObject(refused)
    await expect(planStart(client, { netuid, coldkey: own })).rejects.toMatchObject(refused)
    await expect(planHyperparameters(client, { netuid, coldkey: own, wanted: {} })).rejects.toMatchObject(
      refused,
    )
  })
})
