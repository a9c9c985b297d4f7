import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import type { BlockRef } from '../../read/block.js'
import { nextBlockEpoch } from '../../read/epoch-schedule.js'
import type { IncludedEntry, IntendedEntry, OutboxEntry, SignedEntry, SubmittedEntry } from './entry.js'
import { explain, fail, failureOf, problemOf, refusalAt } from './failure.js'
import { isRow, readCommitEpoch } from './read-back.js'
import { mostSignatures, sign } from './sign.js'
import { type OutboxContext, transit } from './transitions.js'

/** From the decision to the block, in one turn of the account. Null after a refusal, until the next block. */
export async function send(
  context: OutboxContext,
  entry: IntendedEntry | SignedEntry | SubmittedEntry,
  signal: AbortSignal | undefined,
): Promise<OutboxEntry | null> {
  const signed = entry.stage === 'intended' ? await sign(context, entry) : entry
  const submitted = signed?.stage === 'signed' ? await submit(context, signed, signed === entry) : signed
  return submitted?.stage === 'submitted' ? track(context, submitted, signal) : submitted
}

/**
 * Sends the bytes to a node for the first time. Records that first: from then on they may be anywhere, and only they are
 * sent. Bytes left behind by an interrupted run go back to the decision if their lifetime, or the epoch that a commit
 * is sealed for, is over.
 */
async function submit(context: OutboxContext, entry: SignedEntry, leftBehind: boolean): Promise<OutboxEntry> {
  const { chain } = context
  if (leftBehind && !(await isStillGood(context, entry))) return transit(context, entry, 'intended')
  const submitted = await transit(context, entry, 'submitted')
  try {
    await chain.broadcast(submitted.signed)
  } catch (error) {
    // No node has ever taken them, and this one does not: they are in no pool and in no block.
    if (isSubnetError(error, 'CHAIN_REJECTED')) return refused(context, submitted, error)
    if (!isFoundByTracking(error)) throw error
  }
  return submitted
}

async function isStillGood({ chain }: OutboxContext, entry: SignedEntry): Promise<boolean> {
  const { epochs, block } = await chain.state()
  const fits =
    entry.mode === 'plain' || entry.sealed.epoch === nextBlockEpoch(epochs, entry.netuid, block.number)
  return fits && block.number < entry.signed.lastBlock
}

/** Errors after which a node may still have the bytes: the blocks decide. */
export function isFoundByTracking(error: unknown): boolean {
  return isSubnetError(error, 'NONCE_TAKEN') || isSubnetError(error, 'EXTRINSIC_EXPIRED')
}

/**
 * A refusal that the chain's state explains, or that the runtime has a name for, is final. Any other is about the
 * bytes, such as a signature for a runtime that was just replaced, or about the pool: the next block gets new ones.
 */
async function refused(
  context: OutboxContext,
  entry: SubmittedEntry,
  error: SubnetError<'CHAIN_REJECTED'>,
): Promise<OutboxEntry> {
  const state = await context.chain.state()
  const problem = problemOf(state, entry)
  const refusal = refusalAt(state.block.number, error)
  if (problem !== null || refusal.named || entry.signatures >= mostSignatures) {
    return fail(context, entry, explain(problem, refusal.failure))
  }
  context.refusals.set(entry.key, refusal)
  return transit(context, entry, 'intended')
}

/** Tracks the bytes into a block, and reads their effect back there. */
async function track(
  context: OutboxContext,
  entry: SubmittedEntry,
  signal: AbortSignal | undefined,
): Promise<OutboxEntry> {
  const { chain } = context
  const { signed, netuid } = entry
  const inclusion = await chain.track(signed, { signal })
  if (inclusion === 'expired') return transit(context, entry, 'intended')
  const { number, hash, refusal } = inclusion
  if (refusal) {
    const { failure } = refusalAt(number, refusal)
    return fail(context, entry, explain(problemOf(await chain.state(), entry), failure))
  }
  const block = { number, hash }
  const included = await include(context, entry, block)
  if (included !== null) return included
  const uid = (await chain.ownRow(block))?.uid ?? 'none'
  const error = chainError('WEIGHTS_NOT_ON_CHAIN', { block: number, call: signed.call, netuid, uid })
  return fail(context, entry, failureOf(error))
}

/** Records the block, and the commit's epoch according to it; null if the block does not hold the weights. */
async function include(
  context: OutboxContext,
  entry: SubmittedEntry,
  included: BlockRef,
): Promise<IncludedEntry | null> {
  const { chain } = context
  if (entry.mode === 'plain') {
    const held = isRow(await chain.ownRow(included), entry.vector)
    return held ? transit(context, entry, 'included', { included }) : null
  }
  const epoch = await readCommitEpoch(chain, entry, included)
  if (epoch === null) return null
  // The two differ in nothing but their types.
  return entry.mode === 'salted'
    ? transit(context, entry, 'included', { included, sealed: { ...entry.sealed, epoch } })
    : transit(context, entry, 'included', { included, sealed: { ...entry.sealed, epoch } })
}
