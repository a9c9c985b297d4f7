import { connectChain } from '@subnetkit/chain'
import { createWeightsDevnet } from '@subnetkit/chain/testing'
import { expect, test } from 'vitest'
import { createValidatorChain } from './validator-chain.js'

test('reads the metagraph of the mechanism that is asked for', async () => {
  await using chain = await createWeightsDevnet()
  const { devnet, netuid, hotkey, uid } = chain
  devnet.setStorage('SubtensorModule', 'MechanismCountCurrent', [netuid], 2)
  devnet.setStorage('SubtensorModule', 'LastUpdate', [netuid], [1n, 2n, 3n, 4n])
  devnet.setStorage('SubtensorModule', 'LastUpdate', [4096 + netuid], [5n, 6n, 7n, 8n])
  await using client = await connectChain({ provider: devnet.provider })
  const { metagraph } = createValidatorChain(client, hotkey)
  const updates = async (mechanism: number) => {
    const read = await metagraph({ netuid, mechanism })
    return [read.mechanism, read.neurons[uid]?.lastUpdate]
  }
  expect(await updates(0)).toEqual([0, 2])
  expect(await updates(1)).toEqual([1, 6])
  await expect(updates(2)).rejects.toMatchObject({ code: 'MECHANISM_UNKNOWN' })
})
