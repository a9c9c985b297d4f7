import { expect, test } from 'vitest'
import { createWeightsDevnet } from '../weights/testing/weights-devnet.js'
import { connectChain, readHead } from './client.js'
import { readMetagraph } from './read-metagraph.js'
import { readOwnStake } from './weights-stake.js'

// Columns have numbers, which runtimes give by the structure of their answer.
test.each([undefined, 381])('the stake weight is that of the metagraph on spec %s', async (specVersion) => {
  await using chain = await createWeightsDevnet()
  const { devnet, netuid, uid } = chain
  await using client = await connectChain({ provider: devnet.provider })
  if (specVersion !== undefined) {
    devnet.upgradeRuntime(specVersion)
    await expect.poll(() => client.api.runtimeVersion.specVersion.toNumber()).toBe(specVersion)
    devnet.mine()
  }
  const at = await readHead(client)
  const { neurons } = await readMetagraph(client, netuid, { at })
  const stake = await readOwnStake(client, { netuid, uid }, at)
  expect(stake).toBeGreaterThan(0n)
  expect(stake).toBe(neurons[uid]?.stake)
  expect(await readOwnStake(client, { netuid: 77, uid }, at)).toBeNull()
})
