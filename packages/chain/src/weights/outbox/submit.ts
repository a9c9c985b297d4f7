import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { nextBlockEpoch } from '../../epochs.js'
import { chainError } from '../../errors/chain-error.js'
import { checkWeightsState, type PreflightCheck } from '../check-state.js'
import type { WeightsState } from '../state.js'
import type { OutboxEntry, OutboxFailure } from './entry.js'
import { mostSignatures } from './prepare.js'
import { readBack } from './read-back.js'
import { fail, failureOf, failWith, type OutboxContext, refusalAt, transit } from './transition.js'

/**
 * Takes up bytes that an interrupted run has signed and no node has: as they are, or, when their time or the epoch
 * that a commit is sealed for is over, back to the decision.
 */
export async function takeUp(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry> {
  const { epochs, block } = await context.chain.state()
  const { signed, sealed, netuid } = entry
  const fits = sealed === null || sealed.epoch === nextBlockEpoch(epochs, netuid, block.number)
  const alive = signed !== null && block.number < signed.lastBlock
  return fits && alive ? handOver(context, entry) : unsign(context, entry)
}

/**
 * Gives the bytes to a node for the first time. That they are about to be given is kept before: from then on they may
 * be anywhere, and only they are sent.
 */
export async function handOver(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry> {
  const { chain } = context
  const { signed } = entry
  if (signed === null) throw new Error(`the weights ${entry.key} are signed and have no bytes`)
  const submitted = await transit(context, entry, { stage: 'submitted' })
  try {
    await chain.broadcast(signed)
  } catch (error) {
    // No node has ever taken them, and this one does not: they are in no pool and in no block.
    if (isSubnetError(error, 'CHAIN_REJECTED')) return refused(context, submitted, error)
    // Whatever else went wrong, a node may have them by now.
    if (!isSubnetError(error)) throw error
    if (error.code !== 'NONCE_TAKEN' && error.code !== 'EXTRINSIC_EXPIRED') throw error
  }
  return submitted
}

/**
 * A refusal that the chain's state explains, or that the runtime has a name for, is final. Any other is about the
 * bytes, such as a signature for a runtime that was just replaced, or about the pool: the next block gets new ones.
 */
async function refused(
  context: OutboxContext,
  entry: OutboxEntry,
  error: SubnetError<'CHAIN_REJECTED'>,
): Promise<OutboxEntry> {
  const state = await context.chain.state()
  const problem = problemOf(state, entry)
  const refusal = refusalAt(state.block.number, error)
  const { failure, named } = refusal
  if (problem) return failWith(context, entry, explained(problem, failure))
  if (named || entry.signatures >= mostSignatures) return failWith(context, entry, failure)
  context.refusals.set(entry.key, refusal)
  return unsign(context, entry)
}

/** Back to the decision: the bytes can be in no block, now or later. */
function unsign(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry> {
  return transit(context, entry, {
    stage: 'intended',
    mode: null,
    sealed: null,
    signed: null,
    included: null,
  })
}

/** Follows the bytes into a block, and reads back there what they should have done. */
export async function trackSubmission(
  context: OutboxContext,
  entry: OutboxEntry,
  signal: AbortSignal | undefined,
): Promise<OutboxEntry> {
  const { chain } = context
  const { signed, netuid } = entry
  if (signed === null) throw new Error(`the weights ${entry.key} are submitted and have no bytes`)
  const inclusion = await chain.track(signed, { signal })
  if (inclusion === 'expired') return unsign(context, entry)
  const { number, hash, refusal } = inclusion
  if (refusal) {
    const problem = problemOf(await chain.state(), entry)
    const failure = failureOf(refusal)
    return failWith(context, entry, problem ? explained(problem, failure) : failure)
  }
  const block = { number, hash }
  const held = await readBack(context.chain, entry, block)
  if (held === null) {
    const uid = (await chain.ownRow(block))?.uid ?? 'none'
    return fail(
      context,
      entry,
      chainError('WEIGHTS_NOT_ON_CHAIN', { block: number, call: signed.call, netuid, uid }),
    )
  }
  return transit(context, entry, { stage: 'included', included: block, sealed: held.sealed })
}

/** What stands against the decision by now, if anything. */
function problemOf(state: WeightsState, { vector, wanted }: OutboxEntry): PreflightCheck | null {
  return checkWeightsState(state, { ...vector, ...(wanted && { mode: wanted }) }).firstProblem
}

/** The chain's own reason, in our words. */
function explained(
  { code, sentence, fix, retryBlock }: PreflightCheck,
  refusal: OutboxFailure,
): OutboxFailure {
  const reason = `${sentence} (${refusal.reason})`
  return { code: code ?? refusal.code, reason, fix: fix ?? refusal.fix, retryBlock }
}
