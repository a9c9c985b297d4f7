import { INVALID, invalid, PoolRefusal, undecodable } from '../extrinsics/validity.js'
import type { Pool, Pooled } from '../pool/pool.js'
import { isCarrier, openSubmission, submissionId } from '../shield/submission.js'
import type { StateReader } from '../state/state.js'
import { type BlockExecution, hashExtrinsic } from './execute.js'
import { checkExtrinsic, checkRules, type ValidationContext, type ValidExtrinsic } from './validate.js'

/** Bytes of a reason in an event. */
const LONGEST_REASON = 256

/** Extrinsics for a block, and the parts that check them. */
export interface Inclusion {
  /** Extrinsics whose turn it is, in order. */
  readonly ready: readonly Pooled[]
  readonly pool: Pool
  readonly validation: (state: StateReader) => ValidationContext
  /** Listens to faults: a rule that threw anything but a refusal. */
  readonly onFault: (fault: unknown, where: string) => void
}

/**
 * Applies the ready extrinsics to a block. Returns those that it includes. The pool drops those that it refuses, and keeps those
 * for which it has no room left, with what follows on them; smaller ones behind them may still fit.
 */
export function includeReady(execution: BlockExecution, inclusion: Inclusion): Pooled[] {
  const included: Pooled[] = []
  for (const entry of inclusion.ready) {
    // An earlier extrinsic of the signer was thrown out: this one waits for another in its place.
    if (execution.state.System.Account.get(entry.signer).nonce !== entry.extrinsic.nonce) continue
    const outcome = tryInclude(execution, inclusion, entry)
    if (outcome === 'included') included.push(entry, ...includeShielded(execution, inclusion, entry))
    else if (outcome === 'refused') inclusion.pool.reject(entry)
  }
  return included
}

function tryInclude(
  execution: BlockExecution,
  { validation, onFault }: Inclusion,
  entry: Pooled,
): 'included' | 'waits' | 'refused' {
  const { extrinsic, signer, bytes } = entry
  const refused = (error: unknown) => {
    if (!(error instanceof PoolRefusal)) onFault(error, `${extrinsic.call.pallet}.${extrinsic.call.call}`)
    return 'refused' as const
  }
  try {
    checkRules(validation(execution.state), entry)
  } catch (error) {
    return refused(error)
  }
  try {
    execution.apply(extrinsic, signer, bytes)
    return 'included'
  } catch (error) {
    const isFull = error instanceof PoolRefusal && error.data === INVALID.exhaustsResources
    return isFull ? 'waits' : refused(error)
  }
}

/**
 * Decrypts the extrinsic that another one carries and applies it right behind. A failure is reported by an event of the
 * carrier. Returns the same extrinsic from the pool, if it also waited there unencrypted.
 */
function includeShielded(
  execution: BlockExecution,
  { pool, validation, onFault }: Inclusion,
  { extrinsic: { call }, signer: sender }: Pooled,
): Pooled[] {
  if (!isCarrier(call)) return []
  const { ciphertext } = call.args
  try {
    const bytes = openSubmission(ciphertext)
    if (!bytes) throw undecodable('does not open under the announced key')
    const { signer, extrinsic } = applyInner(execution, validation(execution.state), bytes)
    const waiting = pool.find(signer, extrinsic.nonce)
    if (!waiting) return []
    if (waiting.hash === hashExtrinsic(bytes)) return [waiting]
    pool.reject(waiting)
  } catch (error) {
    const refusal = error instanceof PoolRefusal ? error : undecodable('Runtime error')
    if (refusal !== error) onFault(error, 'a shielded extrinsic')
    const reason = new TextEncoder().encode(refusal.data ?? refusal.message).slice(0, LONGEST_REASON)
    execution.note('MevShield', 'DecryptionFailed', { id: submissionId(sender, ciphertext), reason })
  }
  return []
}

function applyInner(
  execution: BlockExecution,
  context: ValidationContext,
  bytes: Uint8Array,
): ValidExtrinsic {
  const valid = checkExtrinsic(context, bytes)
  const { nonce } = execution.state.System.Account.get(valid.signer)
  if (valid.extrinsic.nonce !== nonce) throw invalid(valid.extrinsic.nonce < nonce ? 'stale' : 'future')
  checkRules(context, valid)
  execution.apply(valid.extrinsic, valid.signer, bytes)
  return valid
}
