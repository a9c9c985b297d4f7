import { expect, test } from 'vitest'
import { connectChain } from '../connection/connect-chain.js'
import { readMetagraph } from '../metagraph/read.js'
import { openBlock } from '../read/block-reader.js'
import { readOwnStake } from './own-stake.js'
import { createWeightsDevnet } from './testing/weights-devnet.js'

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
  const { block } = await openBlock(client)
  const { neurons } = await readMetagraph(client, { netuid, at: block.block })
  const stake = await readOwnStake(block, { netuid, uid })
  expect(stake).toBeGreaterThan(0n)
  expect(stake).toBe(neurons[uid]?.stake)
  expect(await readOwnStake(block, { netuid: 77, uid })).toBeNull()
})
