import { createHash, timingSafeEqual } from 'node:crypto'
import { coreError } from '../errors.js'
import type { Protocol } from '../subnet/synapse.js'
import type { Families, Round, Task, TaskSource } from './task.js'

/** Returns the commitment published before a round: the SHA-256 of its secret (32 bytes). */
export function commitRound(secret: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(secret).digest())
}

/** Options of {@link auditTasks}: public data from the chain, the miner in question and the subnet's own tasks. */
export interface AuditOptions<P extends Protocol, F extends Families<P>> {
  /** Revealed after the round. */
  readonly secret: Uint8Array
  /** Committed before the round. */
  readonly secretHash: Uint8Array
  readonly round: Omit<Round, 'secret'>
  readonly hotkey: string
  readonly source: TaskSource<P, F>
}

/**
 * Returns the tasks that a validator must have sent to this miner, drawn again from the revealed secret.
 * Throws ROUND_SECRET_MISMATCH if the secret does not match the commitment.
 */
export function auditTasks<P extends Protocol, F extends Families<P>>(
  options: AuditOptions<P, F>,
): readonly Task<P, F>[] {
  const { secret, secretHash, round, hotkey, source } = options
  const hash = commitRound(secret)
  if (secretHash.length !== hash.length || !timingSafeEqual(hash, secretHash)) {
    throw coreError('ROUND_SECRET_MISMATCH', { round: round.number })
  }
  return source.tasksFor({ ...round, secret }, hotkey)
}
