/** Whose rules the devnet follows. */
export const RUNTIME = {
  specName: 'node-subtensor',
  implName: 'node-subtensor',
  authoringVersion: 1,
  specVersion: 425,
  implVersion: 1,
  transactionVersion: 1,
  stateVersion: 1,
} as const

/** What of the runtime differs from chain to chain, or changes while one lives. */
export interface RuntimeImage {
  readonly specVersion: number
  /** Nominal time from block to block, in milliseconds. */
  readonly slotMs: number
}

/** As mainnet has it. */
export const mainnetImage: RuntimeImage = { specVersion: RUNTIME.specVersion, slotMs: 12_000 }

/**
 * Whether a runtime of this version has an item. Versions from the devnet's own on have everything, also what is
 * marked as newer still; older ones lack what came after them.
 */
export function isPartOf(
  { specVersion }: RuntimeImage,
  item: { readonly since?: number } | undefined,
): boolean {
  if (item?.since === undefined || specVersion >= RUNTIME.specVersion) return true
  return item.since <= specVersion
}
