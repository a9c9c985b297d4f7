const U64_MAX = (1n << 64n) - 1n

export interface InheritedStakeInput {
  /** Stake on the hotkey itself, all nominators together, in rao. */
  readonly own: bigint
  /** Proportions given away to children, as fractions of 2^64 - 1. */
  readonly childProportions: readonly bigint[]
  /** Parents with the proportion each gives and its own stake in rao. */
  readonly parents: readonly { readonly proportion: bigint; readonly stake: bigint }[]
}

/**
 * The stake a hotkey counts with on a subnet: its own, less what its children inherit, plus what it
 * inherits from its parents, in rao. On the root network stake is not inherited: use `own`.
 */
export function inheritedStake({ own, childProportions, parents }: InheritedStakeInput): bigint {
  const given = childProportions.reduce((sum, proportion) => sum + part(own, proportion), 0n)
  const received = parents.reduce((sum, { proportion, stake }) => sum + part(stake, proportion), 0n)
  const kept = (own << 32n) - given
  const total = ((kept > 0n ? kept : 0n) + received) >> 32n
  return total > U64_MAX ? U64_MAX : total
}

/** U96F32 bits of a u64 stake times a u64 proportion. */
function part(stake: bigint, proportion: bigint): bigint {
  return stake * ((proportion << 32n) / U64_MAX)
}
