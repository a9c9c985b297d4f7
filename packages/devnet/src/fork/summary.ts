import type { MadeFork } from '../persist/saved-chain.js'
import type { ForkedSubnet } from './forked.js'

/** Origin of a chain that was forked. */
export interface ForkSummary {
  readonly netuid: number
  /** Hash of block 0 of the chain that was forked; that of the fork is another. */
  readonly genesis: string
  /** The block that the fork goes on from. */
  readonly hash: string
  readonly number: number
  /** Known deviations from the chain that was forked, one sentence each. */
  readonly notes: readonly string[]
  /** File of the cache that the subnet was read from; `undefined` where it was read from the endpoint or a state file. */
  readonly cached: string | undefined
}

/** Origin of a fork as a state file keeps it. */
export const madeFork = ({
  genesis,
  hash,
  header,
  netuid,
  slotMs,
  isFastBuild,
  notes,
}: ForkedSubnet): MadeFork => ({
  genesis,
  hash,
  number: header.number,
  netuid,
  slotMs,
  isFastBuild,
  notes: [...notes],
})

/** Origin of a fork as its devnet shows it. */
export function describeFork(
  { genesis, hash, number, netuid, notes }: MadeFork,
  cached: string | undefined,
): ForkSummary {
  return { netuid, genesis, hash, number, notes, cached }
}
