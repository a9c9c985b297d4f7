import type { Preset } from './preset.js'

/** Like Subtensor's fast builds, and faster: tests never wait for anything. */
export const fast: Preset = {
  description: 'short tempo and rate limits, a block every 250 ms: for tests and for trying things out',
  blockTime: 250,
  isFastBuild: true,
  genesis: {
    SubtensorModule: {
      MaxEpochsPerBlock: 32,
      ColdkeySwapAnnouncementDelay: 50,
      // With the chain's window of 10 and a tempo of 10, owners could set nothing but in the block of an epoch.
      AdminFreezeWindow: 0,
      OwnerHyperparamRateLimit: 0,
      NetworkRateLimit: 0n,
      TxRateLimit: 0n,
      TxDelegateTakeRateLimit: 0n,
      TxChildkeyTakeRateLimit: 0n,
      WeightsVersionKeyRateLimit: 0n,
      PendingChildKeyCooldown: 10n,
    },
  },
  newSubnet: {
    Tempo: 10,
    ImmunityPeriod: 50,
    BurnHalfLife: 10,
    WeightsSetRateLimit: 1n,
    ServingRateLimit: 1n,
  },
}
