import type { Metagraph } from '@subnetkit/chain'
import { observeRound } from '../../tasks/observe.js'
import type { CoordinatorContext } from '../context.js'
import { candidatesOf } from './candidates.js'

/** A round that cannot be planned any more. */
export const overtaken = Symbol('overtaken')

/**
 * Returns the observation that the tasks of a round are drawn with; undefined if the task source has no `observe`. Whatever an
 * earlier run has stored counts: its tasks may have been sent. The block is read after the round's secret was committed.
 */
export async function observeOnce(
  context: CoordinatorContext,
  round: number,
  metagraph: Metagraph,
): Promise<unknown> {
  const { store, chain, subnet, signal, clock } = context
  if (subnet.tasks.observe === undefined) return undefined
  const known = await store.observed(round)
  if (known !== undefined) return known
  const { hash: blockHash } = await chain.head()
  const previous = await store.observedBefore(round)
  const candidates = await candidatesOf(context, metagraph)
  const miners = candidates
    .map(({ hotkey, uid }) => ({ hotkey, uid }))
    .sort((one, other) => one.uid - other.uid)
  const observed = await observeRound(subnet.tasks, { round, blockHash, miners, previous, signal, clock })
  const kept = await store.observe(round, observed)
  return kept === undefined ? overtaken : kept
}
