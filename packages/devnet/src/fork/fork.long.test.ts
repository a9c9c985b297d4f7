import { expect, test } from 'vitest'
import { createDevnet } from '../devnet.js'
import { createSource, sourceNetuid as netuid } from './testing/source.js'

test('256 uids with 64 validators are forked, and their next epoch is that of the source', async () => {
  await using source = await createSource({ validators: 64, miners: 191 }, { port: 0 })
  const steps = new Set<string>()
  await using fork = await createDevnet({
    blockTime: 'manual',
    fork: { endpoint: source.url!, netuid, onProgress: ({ step }) => steps.add(step) },
  })
  expect([...steps]).toEqual(['networks', 'neurons', 'hotkeys', 'stakes', 'accounts', 'limits and leases'])
  const epochs = [source, fork].map((devnet) => {
    devnet.mineUntilEpoch(netuid)
    const { SubnetworkN, Incentive, Dividends, Emission, ValidatorPermit, Bonds } =
      devnet.state.SubtensorModule
    const vectors = [Incentive, Dividends, Emission, ValidatorPermit].map((item) => item.get(netuid))
    return {
      head: devnet.head.number,
      n: SubnetworkN.get(netuid),
      vectors,
      bonds: [...Bonds.entries(netuid)],
    }
  })
  expect(epochs[1]).toEqual(epochs[0])
  expect(epochs[1]).toMatchObject({ n: 256 })
})
