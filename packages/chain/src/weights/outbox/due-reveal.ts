import type { WeightsState } from '../state.js'
import type { OutboxEntry, SealedWeights } from './entry.js'
import type { OutboxContext } from './transition.js'

export type Sealed<K extends SealedWeights['kind']> = Extract<SealedWeights, { readonly kind: K }>

/** What a commit hides. Throws a plain error when it is none of that kind. */
export function sealedOf<K extends SealedWeights['kind']>({ sealed, key }: OutboxEntry, kind: K): Sealed<K> {
  if (sealed?.kind !== kind) throw new Error(`the weights ${key} are no ${kind} commit`)
  return sealed as Sealed<K>
}

/** What a commit hides, the epoch in which that is opened, and the state of the best block. */
export async function readDueReveal<K extends SealedWeights['kind']>(
  { chain }: OutboxContext,
  entry: OutboxEntry,
  kind: K,
): Promise<{ readonly sealed: Sealed<K>; readonly state: WeightsState; readonly revealEpoch: number }> {
  const sealed = sealedOf(entry, kind)
  const state = await chain.state()
  return { sealed, state, revealEpoch: sealed.epoch + state.revealPeriod }
}
