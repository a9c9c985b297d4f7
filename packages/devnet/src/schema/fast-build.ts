/** Constants that differ in Subtensor's fast builds, by pallet. */
export const fastConstants: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  SubtensorModule: {
    InitialTempo: 10,
    InitialTxChildKeyTakeRateLimit: 5n,
    InitialColdkeySwapAnnouncementDelay: 50,
    InitialColdkeySwapReannouncementDelay: 10,
  },
}
