import { describe, expect, test } from 'vitest'
import { createDevnet, type Devnet } from '../devnet.js'
import { createSource, hotkeyOf, sourceNetuid as netuid } from './testing/source.js'

/** All that an epoch of the subnet decides. */
function epochOf({ state: { SubtensorModule: subtensor } }: Devnet, count: number) {
  return {
    incentive: subtensor.Incentive.get(netuid),
    dividends: subtensor.Dividends.get(netuid),
    consensus: subtensor.Consensus.get(netuid),
    emission: subtensor.Emission.get(netuid),
    permits: subtensor.ValidatorPermit.get(netuid),
    bonds: [...subtensor.Bonds.entries(netuid)],
    stakes: Array.from({ length: count }, (_, uid) => subtensor.TotalHotkeyAlpha.get(hotkeyOf(uid), netuid)),
    pool: [
      subtensor.SubnetTAO.get(netuid),
      subtensor.SubnetAlphaIn.get(netuid),
      subtensor.SubnetAlphaOut.get(netuid),
    ],
    dividendsOfStakers: [...subtensor.AlphaDividendsPerSubnet.entries(netuid)],
  }
}

describe('a fork of a subnet of a second devnet', () => {
  test('the epochs after it are those of its source, bit for bit', async () => {
    await using source = await createSource({ validators: 3, miners: 5 }, { port: 0 })
    await using fork = await createDevnet({ blockTime: 'manual', fork: { endpoint: source.url!, netuid } })
    expect(fork.head).toEqual(source.head)
    expect(epochOf(fork, 9)).toEqual(epochOf(source, 9))
    for (let epoch = 0; epoch < 3; epoch++) {
      const [there, here] = [source.mineUntilEpoch(netuid), fork.mineUntilEpoch(netuid)]
      expect(here.number).toBe(there.number)
      expect(epochOf(fork, 9)).toEqual(epochOf(source, 9))
    }
    expect(epochOf(fork, 9).incentive.some((share) => share > 0)).toBe(true)
  })
})
