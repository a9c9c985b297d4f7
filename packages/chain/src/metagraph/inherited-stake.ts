const u64Max = (1n << 64n) - 1n

/** A share of stake that a hotkey has with another; of `2^64 - 1`. */
export interface StakeShare {
  readonly proportion: bigint
  readonly hotkey: string
}

/**
 * Effective stake of a hotkey on a subnet, in rao: its own, minus its children's part, plus its parents' part; with 32
 * fraction bits as on the chain, rounded down.
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

/** Stake that the chain weighs a neuron with, in rao. */
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
