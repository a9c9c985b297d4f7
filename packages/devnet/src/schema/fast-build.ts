/** Constants that differ in Subtensor's fast builds, by pallet. */
export const fastConstants = {
  SubtensorModule: {
    InitialTempo: 10,
    InitialTxChildKeyTakeRateLimit: 5n,
    InitialColdkeySwapAnnouncementDelay: 50,
    InitialColdkeySwapReannouncementDelay: 10,
  },
  Crowdloan: { MinimumBlockDuration: 50, MaximumBlockDuration: 20_000 },
} as const
