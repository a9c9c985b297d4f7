import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { nextBlockEpoch } from '../../epochs.js'
import { chainError } from '../../errors/chain-error.js'
import { revealCall } from '../seal.js'
import { readDueReveal } from './due-reveal.js'
import { isIncludedLater, type OutboxEntry } from './entry.js'
import { isOwnEntry } from './own-entry.js'
import { eraFor } from './prepare.js'
import { isRow } from './read-back.js'
import {
  expire,
  fail,
  type OutboxContext,
  refusalAt,
  type StepOptions,
  supersede,
  transit,
} from './transition.js'

/**
 * Waits for the one epoch in which the commit can be opened, then signs the call that opens it and keeps its bytes.
 * Reveals go in the order of the commits: one that is opened takes all older ones with it.
 */
export async function revealSalted(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry | null> {
  const { chain } = context
  const { netuid, vector } = entry
  const { sealed, state, revealEpoch } = await readDueReveal(context, entry, 'salted')
  const epoch = nextBlockEpoch(state.epochs, netuid, state.block.number)
  if (epoch < revealEpoch) return null
  const refused = context.refusals.get(entry.key)
  if (epoch > revealEpoch) {
    const detail = refused?.failure.reason ?? 'no reveal of it was included in time'
    return expire(context, entry, revealEpoch, detail)
  }
  if (!state.saltedCommits.some(({ hash }) => hash === sealed.hash)) {
    const younger = (await context.store.entries()).find(
      (other) => isOwnEntry(chain, other) && isYoungerCommit(other, entry),
    )
    if (younger) return supersede(context, entry, younger.key)
    if (isRow(await chain.ownRow(state.block), vector)) {
      return transit(context, entry, { stage: 'revealed', revealed: null })
    }
    const what = `the reveal of the commit of block ${entry.included?.number ?? 0}`
    const detail = 'the commit is gone, the row is another one: somebody else revealed a younger one'
    return fail(context, entry, chainError('WEIGHTS_UNPROVEN', { what, detail }))
  }
  if (refused?.block === state.block.number) return null
  return chain.turn(async () => {
    const signed = await chain.sign(revealCall(state, vector, sealed.salt), {
      eraBlocks: eraFor(state.epochs.tempo),
    })
    return transit(context, entry, { stage: 'revealing', reveal: signed })
  })
}

/** Follows the reveal into a final block, and reads the row back there. */
export async function trackReveal(
  context: OutboxContext,
  entry: OutboxEntry,
  { signal }: StepOptions,
): Promise<OutboxEntry | null> {
  const { chain } = context
  const { reveal, netuid } = entry
  if (reveal === null) throw new Error(`the weights ${entry.key} are revealed by nothing`)
  try {
    await chain.broadcast(reveal)
  } catch (error) {
    if (!isSubnetError(error)) throw error
    if (isSubnetError(error, 'CHAIN_REJECTED')) return retry(context, entry, error)
    if (error.code !== 'NONCE_TAKEN' && error.code !== 'EXTRINSIC_EXPIRED') throw error
  }
  const inclusion = await chain.track(reveal, { signal })
  if (inclusion === 'expired') return transit(context, entry, { stage: 'confirmed', reveal: null })
  if (inclusion.refusal) return retry(context, entry, inclusion.refusal)
  const block = { number: inclusion.number, hash: inclusion.hash }
  const held = await chain.ownRow(block)
  if (!isRow(held, entry.vector)) {
    const uid = held?.uid ?? 'none'
    return fail(
      context,
      entry,
      chainError('WEIGHTS_NOT_ON_CHAIN', {
        block: block.number,
        call: reveal.call,
        netuid,
        uid,
      }),
    )
  }
  if (!(await chain.isFinal(block))) return null
  return transit(context, entry, { stage: 'revealed', revealed: block })
}

/** A refused reveal is tried again with the next block: a second one can do no harm, for a commit opens once. */
async function retry(
  context: OutboxContext,
  entry: OutboxEntry,
  refusal: SubnetError<'CHAIN_REJECTED'>,
): Promise<OutboxEntry> {
  const { block } = await context.chain.state()
  context.refusals.set(entry.key, refusalAt(block.number, refusal))
  return transit(context, entry, { stage: 'confirmed', reveal: null })
}

/** Whether opening the other one has taken this one with it. */
function isYoungerCommit(other: OutboxEntry, entry: OutboxEntry): boolean {
  return other.sealed?.kind === 'salted' && isIncludedLater(other, entry)
}
