const u64Max = (1n << 64n) - 1n

/** A share of stake that a hotkey has with another; of `2^64 - 1`. */
export interface StakeShare {
  readonly proportion: bigint
  readonly hotkey: string
}

/**
 * What a hotkey counts with on a subnet, in rao: its own, less what its children have, and what its parents give;
 * with 32 fraction bits as the chain counts, floored.
 */
export function inheritedStake(
  hotkey: string,
  family: { readonly children: readonly StakeShare[]; readonly parents: readonly StakeShare[] },
  stakeOf: (hotkey: string) => bigint,
): bigint {
  const own = stakeOf(hotkey)
  if (family.children.length === 0 && family.parents.length === 0) return own
  const given = family.children.reduce((sum, { proportion }) => sum + own * fraction32(proportion), 0n)
  const received = family.parents.reduce(
    (sum, { proportion, hotkey: parent }) => sum + stakeOf(parent) * fraction32(proportion),
    0n,
  )
  const kept = (own << 32n) - given
  return clamp(((kept > 0n ? kept : 0n) + received) >> 32n)
}

/** What the chain weighs a neuron with, in rao. */
export function weighStake(alpha: bigint, tao: bigint, taoWeight: bigint): bigint {
  return clamp(alpha + ((tao * fraction32(taoWeight)) >> 32n))
}

/** A share of `2^64 - 1` with 32 fraction bits, truncated. */
function fraction32(proportion: bigint): bigint {
  return (proportion << 32n) / u64Max
}

function clamp(value: bigint): bigint {
  return value > u64Max ? u64Max : value
}
