import type { Metagraph } from '@subnetkit/chain'
import { canDress, dressedObservation, readDressed } from '../../organic/dressed-round.js'
import { observeRound } from '../../tasks/observe.js'
import type { CoordinatorContext } from '../context.js'
import { candidatesOf } from './candidates.js'

/** A round that cannot be planned any more. */
export const overtaken = Symbol('overtaken')

/**
 * Returns the observation that the tasks of a round are drawn with; undefined if the task source has no `observe` and no user's request is to look like. Whatever an
 * earlier run has stored counts: its tasks may have been sent. The block is read after the round's secret was committed.
 */
export async function observeOnce(
  context: CoordinatorContext,
  round: number,
  metagraph: Metagraph,
): Promise<unknown> {
  const { store, chain, subnet, signal, clock } = context
  const profiles = (canDress(subnet.tasks.families) && context.organic?.profiles()) || []
  if (subnet.tasks.observe === undefined && profiles.length === 0) return undefined
  const known = await store.observed(round)
  if (known !== undefined) return known
  const { hash: blockHash } = await chain.head()
  const before = await store.observedBefore(round)
  const previous = before && { ...before, observed: readDressed(before.observed).own }
  const candidates = await candidatesOf(context, metagraph)
  const miners = candidates
    .map(({ hotkey, uid }) => ({ hotkey, uid }))
    .sort((one, other) => one.uid - other.uid)
  const own = await observeRound(subnet.tasks, { round, blockHash, miners, previous, signal, clock })
  const kept = await store.observe(round, profiles.length === 0 ? own : dressedObservation({ own, profiles }))
  return kept === undefined ? overtaken : kept
}
