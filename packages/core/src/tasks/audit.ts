import { createHash, timingSafeEqual } from 'node:crypto'
import { checked, optionError, optionsOf, parseOptions, text } from '@subnetkit/base'
import { z } from 'zod'
import { coreError } from '../errors.js'
import { isTaskSource } from '../subnet/definition-schema.js'
import type { Protocol } from '../subnet/synapse.js'
import { bytes, roundFields } from './round-fields.js'
import type { Families, Round, Task, TaskSource } from './task.js'

/**
 * Returns the commitment published before a round: the SHA-256 of its secret (32 bytes). Throws CONFIG_INVALID for
 * anything but 32 bytes.
 */
export function commitRound(secret: Uint8Array): Uint8Array {
  if (!roundFields.secret.safeParse(secret).success) {
    throw optionError('commitRound secret', secret, '32 secret bytes')
  }
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

const { netuid, mechanism, number } = roundFields
const auditOptions = optionsOf({
  secret: bytes('32 secret bytes', 32),
  secretHash: bytes('the 32 bytes of a SHA-256', 32),
  round: z.looseObject({ netuid, mechanism, number }, 'a round'),
  hotkey: text('a hotkey'),
  source: checked<TaskSource>(isTaskSource, 'a task source, as taskSource({ protocol, families }) makes it'),
})

/**
 * Returns the tasks that a validator must have sent to this miner, drawn again from the revealed secret.
 * Throws CONFIG_INVALID for an option that is missing, unknown or of a wrong type, and ROUND_SECRET_MISMATCH if the secret does not match the commitment.
 */
export function auditTasks<P extends Protocol, F extends Families<P>>(
  options: AuditOptions<P, F>,
): readonly Task<P, F>[] {
  parseOptions(auditOptions, options, 'auditTasks')
  const { secret, secretHash, round, hotkey, source } = options
  const hash = commitRound(secret)
  if (!timingSafeEqual(hash, secretHash)) {
    throw coreError('ROUND_SECRET_MISMATCH', { round: round.number })
  }
  return source.tasksFor({ ...round, secret }, hotkey)
}
