import type { AnnouncedValidator } from '@subnetkit/core/validator'

/** Coordinators give a sign of life every 5 s at least: this far apart, in ms, only the newer one is running. */
export const apartMs = 15_000

/**
 * Returns the coordinator with the newest sign of life, and what else may be meant: other subnets, and other chains whose
 * coordinator runs as well.
 */
export function chooseAnnounced(announced: readonly AnnouncedValidator[]): {
  readonly found: AnnouncedValidator | undefined
  readonly others: readonly AnnouncedValidator[]
} {
  const [found, ...rest] = announced.toSorted((a, b) => b.seenAt - a.seenAt)
  const others = rest.filter(
    ({ netuid, genesisHash, seenAt }) =>
      found !== undefined &&
      (netuid !== found.netuid || (genesisHash !== found.genesisHash && seenAt > found.seenAt - apartMs)),
  )
  return { found, others }
}
