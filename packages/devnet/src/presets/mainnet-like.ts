import { raoPerTao } from '@subnetkit/base'
import type { Preset } from './preset.js'

/** Mainnet's global settings of October 2026, where they differ from the chain's local genesis. */
export const mainnetLike: Preset = {
  description: "mainnet's block time, emission, TAO weight and stake threshold",
  blockTime: 12_000,
  genesis: {
    SubtensorModule: {
      // Past the first halving (10.5 million): half a TAO a block.
      TotalIssuance: 11_500_000n * raoPerTao,
      // 0.18 in 64 fraction bits.
      TaoWeight: 3_320_413_933_267_719_290n,
      StakeThreshold: 1_000n * raoPerTao,
    },
  },
  newSubnet: {},
}
