import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import { nextBlockEpoch } from '../../read/epoch-schedule.js'
import { revealCall } from '../seal.js'
import { type CommittedEntry, includedIn, isEntryOf, type OutboxEntry, type RevealingEntry } from './entry.js'
import { expire, fail, failureOf, refusalAt, supersede } from './failure.js'
import { isRow } from './read-back.js'
import { eraFor } from './sign.js'
import { isFoundByTracking } from './submit.js'
import { type OutboxContext, transit } from './transitions.js'

type SaltedEntry = Extract<CommittedEntry, { readonly mode: 'salted' }>

/**
 * Waits for the one epoch in which the commit can be revealed, then signs the reveal and stores its bytes.
 * Reveals follow the order of the commits: revealing one also removes all older ones.
 */
export async function revealSalted(context: OutboxContext, entry: SaltedEntry): Promise<OutboxEntry | null> {
  const { chain } = context
  const { netuid, vector, sealed } = entry
  const state = await chain.state()
  const epoch = nextBlockEpoch(state.epochs, netuid, state.block.number)
  const revealEpoch = sealed.epoch + state.revealPeriod
  if (epoch < revealEpoch) return null
  const refused = context.refusals.get(entry.key)
  if (epoch > revealEpoch) {
    const cause = refused?.failure.cause ?? 'REVEAL_NOT_INCLUDED'
    const detail = refused?.failure.reason ?? 'no reveal of it was included in time'
    return expire(context, entry, { revealEpoch, cause, detail })
  }
  if (!state.saltedCommits.some(({ hash }) => hash === sealed.hash)) {
    const younger = (await context.store.entries()).find(
      (other) => isEntryOf(chain, other) && isYoungerCommit(other, entry),
    )
    if (younger) return supersede(context, entry, younger.key)
    if (isRow(await chain.ownRow(state.block), vector)) {
      return transit(context, entry, 'revealed', { reveal: null, revealed: null })
    }
    const what = `the reveal of the commit of block ${entry.included.number}`
    const detail = 'the commit is gone and the row is a different one: a newer commit was revealed elsewhere'
    return fail(context, entry, failureOf(chainError('WEIGHTS_UNPROVEN', { what, detail }), 'ROW_DIFFERENT'))
  }
  if (refused?.block === state.block.number) return null
  return chain.turn(async () => {
    const call = revealCall(state, vector, sealed.salt)
    const reveal = await chain.sign(call, { eraBlocks: eraFor(state.epochs.tempo) })
    return transit(context, entry, 'revealing', { reveal })
  })
}

/** Tracks the reveal into a final block, and reads the row back there. */
export async function trackReveal(
  context: OutboxContext,
  entry: RevealingEntry,
  signal: AbortSignal | undefined,
): Promise<OutboxEntry | null> {
  const { chain } = context
  const { reveal, netuid } = entry
  try {
    await chain.broadcast(reveal)
  } catch (error) {
    if (isSubnetError(error, 'CHAIN_REJECTED')) return retry(context, entry, error)
    if (!isFoundByTracking(error)) throw error
  }
  const inclusion = await chain.track(reveal, { signal })
  if (inclusion === 'expired') return transit(context, entry, 'confirmed')
  if (inclusion.refusal) return retry(context, entry, inclusion.refusal)
  const block = { number: inclusion.number, hash: inclusion.hash }
  const held = await chain.ownRow(block)
  if (!isRow(held, entry.vector)) {
    const uid = held?.uid ?? 'none'
    const details = { block: block.number, call: reveal.call, netuid, uid }
    return fail(context, entry, failureOf(chainError('WEIGHTS_NOT_ON_CHAIN', details)))
  }
  if (!(await chain.isFinal(block))) return null
  return transit(context, entry, 'revealed', { revealed: block })
}

/** A refused reveal is retried at the next block: repeating it is harmless, since a commit is revealed once. */
async function retry(
  context: OutboxContext,
  entry: RevealingEntry,
  refusal: SubnetError<'CHAIN_REJECTED'>,
): Promise<OutboxEntry> {
  const { block } = await context.chain.state()
  context.refusals.set(entry.key, refusalAt(block.number, refusal))
  return transit(context, entry, 'confirmed')
}

/** Returns true if revealing the other commit has also removed this one. */
function isYoungerCommit(other: OutboxEntry, entry: SaltedEntry): boolean {
  const block = includedIn(other)
  return 'mode' in other && other.mode === 'salted' && block !== null && block.number > entry.included.number
}
