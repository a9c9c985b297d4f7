import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import { checkWeightsState } from '../check-state.js'
import { weightsCall } from '../seal.js'
import type { FailedEntry, IntendedEntry, SignedEntry } from './entry.js'
import { fail, failureOf, failureOfCheck } from './failure.js'
import { type OutboxContext, transit } from './transitions.js'

/** Maximum number of signatures per decision; each but the last is proven never to have been included. */
export const mostSignatures = 5

/**
 * Checks everything that the chain will check, chooses the mode, encrypts, signs, and stores the bytes, which no node
 * has yet. Closes the entry if the chain would refuse it. Null after a refusal, until the next block.
 */
export async function sign(
  context: OutboxContext,
  entry: IntendedEntry,
): Promise<SignedEntry | FailedEntry | null> {
  const { chain, staleAfterBlocks } = context
  const { vector, wanted, signatures, intendedAt } = entry
  const state = await chain.state()
  if (context.refusals.get(entry.key)?.block === state.block.number) return null
  const age = state.block.number - intendedAt
  if (age > staleAfterBlocks) {
    return fail(context, entry, failureOf(chainError('WEIGHTS_STALE', { decided: intendedAt, age })))
  }
  if (signatures >= mostSignatures) {
    const call = `the call for the weights ${entry.key}`
    return fail(context, entry, failureOf(chainError('WEIGHTS_NOT_INCLUDED', { signatures, call })))
  }
  const checked = checkWeightsState(state, { ...vector, ...(wanted && { mode: wanted }) })
  if (checked.mode === null) return fail(context, entry, failureOfCheck(checked.firstProblem))
  if (checked.firstProblem) return fail(context, entry, failureOfCheck(checked.firstProblem))
  try {
    const blockTime = checked.mode === 'timelocked' ? await chain.blockTimeMs() : 0
    const { call, sealing } = weightsCall(checked.mode, state, vector, blockTime)
    const signed = await chain.sign(call, { eraBlocks: eraFor(state.epochs.tempo) })
    return await transit(context, entry, 'signed', { ...sealing, signed, signatures: signatures + 1 })
  } catch (error) {
    if (isFinalRefusal(error)) return fail(context, entry, failureOf(error))
    throw error
  }
}

/** Errors that no retry can fix. */
function isFinalRefusal(error: unknown): error is SubnetError {
  return (
    isSubnetError(error, 'WEIGHTS_SEAL_FAILED') ||
    isSubnetError(error, 'WEIGHTS_MODE_UNAVAILABLE') ||
    isSubnetError(error, 'CHAIN_FEATURE_MISSING')
  )
}

/** Lifetime of the bytes in blocks: a fraction of an epoch, so that a commit lands in the epoch it is sealed for. */
export function eraFor(tempo: number): number {
  return Math.min(64, Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, tempo / 2)))))
}
