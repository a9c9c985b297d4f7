import type { Preset } from './preset.js'

/** The localnet of Subtensor's own images, built with `fast-runtime` and `pow-faucet`: what official clients test on. */
export const localnet: Preset = {
  description: "Subtensor's own localnet: its fast runtime, //Alice owns root, finality trails by 3 blocks",
  blockTime: 250,
  isFastBuild: true,
  finalityDelay: 3,
  genesis: {
    SubtensorModule: {
      MaxEpochsPerBlock: 32,
      ColdkeySwapAnnouncementDelay: 50,
      ColdkeySwapReannouncementDelay: 10,
      NetworkRateLimit: 0n,
      PendingChildKeyCooldown: 15n,
      TxChildkeyTakeRateLimit: 5n,
    },
  },
  newSubnet: { Tempo: 10 },
}
