import type { WatchSnapshot } from '@subnetkit/core'

interface Agreement {
  readonly weights: number
  readonly toConsensus: number | null
  readonly toOurs: number | null
}

/** Returns how a validator's row of an epoch agrees with consensus and with ours: 1 for the same shares, 0 for none in common. */
export function agreement(
  snapshot: WatchSnapshot | undefined,
  own: string,
): (uid: number) => Agreement | null {
  if (snapshot === undefined) return () => null
  const { neurons } = snapshot
  const consensus = shares(neurons.map(({ uid, consensus: value }) => [uid, value] as const))
  const ours = shares(neurons.find(({ hotkey }) => hotkey === own)?.weights ?? [])
  return (uid) => {
    const row = shares(neurons[uid]?.weights ?? [])
    return { weights: row.size, toConsensus: common(row, consensus), toOurs: common(row, ours) }
  }
}

function shares(row: readonly (readonly [uid: number, value: number])[]): ReadonlyMap<number, number> {
  const kept = row.filter(([, value]) => value > 0)
  const sum = kept.reduce((total, [, value]) => total + value, 0)
  return new Map(kept.map(([uid, value]) => [uid, value / sum]))
}

/** Share that two rows have in common; null if one of them is empty. */
function common(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): number | null {
  if (one.size === 0 || other.size === 0) return null
  let sum = 0
  for (const [uid, share] of one) sum += Math.min(share, other.get(uid) ?? 0)
  return sum
}
