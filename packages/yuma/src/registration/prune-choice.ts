/** A neuron, as pruning sees it. */
export interface PruneCandidate {
  readonly uid: number
  /** Alpha of the last epoch, rao. */
  readonly emission: bigint
  readonly registeredAt: bigint
  /** One of the owner's protected hotkeys: never chosen. */
  readonly ownerImmune: boolean
}

/**
 * Returns the uid that a registration on a full subnet replaces; undefined if none can be replaced.
 * With more than `minNonImmune` neurons past their immunity, the weakest of those is replaced, otherwise the weakest of
 * the immune ones.
 */
export function uidToPrune(
  candidates: readonly PruneCandidate[],
  rules: { readonly now: bigint; readonly immunityPeriod: bigint; readonly minNonImmune: number },
): number | undefined {
  const open = candidates.filter((candidate) => !candidate.ownerImmune)
  const isImmune = ({ registeredAt }: PruneCandidate) => rules.now - registeredAt < rules.immunityPeriod
  const nonImmune = open.filter((candidate) => !isImmune(candidate))
  const chosen = nonImmune.length > rules.minNonImmune ? nonImmune : open.filter(isImmune)
  return chosen.toSorted(weakestFirst)[0]?.uid
}

function weakestFirst(a: PruneCandidate, b: PruneCandidate): number {
  if (a.emission !== b.emission) return a.emission < b.emission ? -1 : 1
  if (a.registeredAt !== b.registeredAt) return a.registeredAt < b.registeredAt ? -1 : 1
  return a.uid - b.uid
}

/** The owner's hotkeys that pruning spares: the earliest registered, with the subnet's owner hotkey always first. */
export function ownerImmuneUids(
  owned: readonly { readonly uid: number; readonly registeredAt: bigint }[],
  ownerHotkeyUid: number | undefined,
  limit: number,
): ReadonlySet<number> {
  const earliest = owned
    .toSorted((a, b) => Number(a.registeredAt - b.registeredAt) || a.uid - b.uid)
    .slice(0, limit)
    .map(({ uid }) => uid)
  if (ownerHotkeyUid === undefined || earliest.includes(ownerHotkeyUid)) return new Set(earliest)
  return new Set([ownerHotkeyUid, ...earliest].slice(0, limit))
}
