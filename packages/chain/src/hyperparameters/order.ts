import type { HyperparameterState } from './state.js'
import type { OwnerHyperparameterName, OwnerHyperparameters } from './table.js'

/** A change, and those that have to come before it. */
export interface OrderedChange {
  readonly name: OwnerHyperparameterName
  readonly after: readonly OwnerHyperparameterName[]
}

/**
 * Puts changes in an order in which the chain takes each of them: what another needs comes first, and `tempo` last,
 * since it restarts the epochs and stretches the pauses between changes.
 */
export function orderChanges(
  changed: readonly OwnerHyperparameterName[],
  wanted: OwnerHyperparameters,
  { values }: Pick<HyperparameterState, 'values'>,
): readonly OrderedChange[] {
  const rises = (name: 'maxBurn' | 'maxAllowedUids') => (wanted[name] ?? 0) > (values[name] ?? 0)
  const first: Partial<Record<OwnerHyperparameterName, OwnerHyperparameterName>> = {
    alphaValues: 'liquidAlpha',
    mechanismEmissionSplit: 'mechanismCount',
    // The two ends of a range move so that they never cross.
    ...(rises('maxBurn') ? { minBurn: 'maxBurn' } : { maxBurn: 'minBurn' }),
    ...(rises('maxAllowedUids')
      ? { maxAllowedUids: 'mechanismCount' }
      : { mechanismCount: 'maxAllowedUids' }),
  }
  const placed: OrderedChange[] = []
  const place = (name: OwnerHyperparameterName): void => {
    if (placed.some((change) => change.name === name)) return
    const needed = first[name]
    const after = needed !== undefined && changed.includes(needed) ? [needed] : []
    for (const other of after) place(other)
    placed.push({ name, after })
  }
  for (const name of changed.filter((one) => one !== 'tempo')) place(name)
  if (changed.includes('tempo')) place('tempo')
  return placed
}
