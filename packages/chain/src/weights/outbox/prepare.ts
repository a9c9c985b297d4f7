import { isSubnetError, type SubnetError } from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import { checkWeightsState } from '../check-state.js'
import { weightsCall } from '../seal.js'
import type { OutboxEntry } from './entry.js'
import { fail, failureOf, failWith, type OutboxContext, transit } from './transition.js'

/** Signatures that one decision may have; each but the last is proven never to have been included. */
export const mostSignatures = 5

/**
 * Checks what the chain will check, chooses the mode, seals, signs, and keeps the bytes: no node has them yet. What
 * the chain would refuse closes the entry instead. Null after a refusal, until the next block.
 */
export async function prepare(context: OutboxContext, entry: OutboxEntry): Promise<OutboxEntry | null> {
  const { chain, staleAfterBlocks } = context
  const { vector, wanted, signatures, intendedAt } = entry
  const state = await chain.state()
  if (context.refusals.get(entry.key)?.block === state.block.number) return null
  const age = state.block.number - intendedAt
  if (age > staleAfterBlocks)
    return fail(context, entry, chainError('WEIGHTS_STALE', { decided: intendedAt, age }))
  if (signatures >= mostSignatures) {
    return fail(
      context,
      entry,
      chainError('WEIGHTS_NOT_INCLUDED', { signatures, call: entry.signed?.call ?? 'weights' }),
    )
  }
  const { firstProblem, mode } = checkWeightsState(state, { ...vector, ...(wanted && { mode: wanted }) })
  if (firstProblem) {
    const { code, sentence: reason, fix, retryBlock } = firstProblem
    return failWith(context, entry, { code: code ?? 'UNEXPECTED', reason, fix: fix ?? '', retryBlock })
  }
  if (mode === null) throw new Error('no problem and no mode')
  try {
    const blockTime = mode === 'timelocked' ? await chain.blockTimeMs() : 0
    const { call, sealed } = weightsCall(mode, state, vector, blockTime)
    const signed = await chain.sign(call, { eraBlocks: eraFor(state.epochs.tempo) })
    const change = { stage: 'signed', mode, sealed, signed, signatures: signatures + 1 } as const
    return await transit(context, entry, change)
  } catch (error) {
    if (isFinalRefusal(error)) return failWith(context, entry, failureOf(error))
    throw error
  }
}

/** What trying the same again does not mend. */
function isFinalRefusal(error: unknown): error is SubnetError {
  return (
    isSubnetError(error, 'WEIGHTS_SEAL_FAILED') ||
    isSubnetError(error, 'WEIGHTS_MODE_UNAVAILABLE') ||
    isSubnetError(error, 'CHAIN_FEATURE_MISSING')
  )
}

/** Blocks that the bytes may live: a fraction of an epoch, so that a commit lands in the one that it is sealed for. */
export function eraFor(tempo: number): number {
  return Math.min(64, Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, tempo / 2)))))
}
