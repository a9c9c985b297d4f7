/** Runtime that the devnet follows. */
export const RUNTIME = {
  specName: 'node-subtensor',
  implName: 'node-subtensor',
  authoringVersion: 1,
  specVersion: 425,
  implVersion: 1,
  transactionVersion: 1,
  stateVersion: 1,
} as const

/** Parts of the runtime that differ between chains, or change during one's life. */
export interface RuntimeImage {
  readonly specVersion: number
  /** Nominal time from block to block, in milliseconds. */
  readonly slotMs: number
  /** True for the short periods of Subtensor's fast builds. */
  readonly isFastBuild?: boolean
}

/** Mainnet's values. */
export const mainnetImage: RuntimeImage = { specVersion: RUNTIME.specVersion, slotMs: 12_000 }

/**
 * Returns true if a runtime of this version has an item. Versions from the devnet's own on have even items marked as newer,
 * but not those that are gone; older ones lack later items.
 */
export function isPartOf(
  { specVersion }: RuntimeImage,
  item: { readonly since?: number; readonly until?: number } | undefined,
): boolean {
  if (item?.until !== undefined && specVersion >= item.until) return false
  if (item?.since === undefined || specVersion >= RUNTIME.specVersion) return true
  return item.since <= specVersion
}
