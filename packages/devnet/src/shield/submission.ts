import { concatBytes, fromHex, toHex } from '../codec/bytes.js'
import { blake2b256, twox128 } from '../codec/hash.js'
import { byteVector } from '../codec/sized.js'
import type { Era } from '../extrinsics/era.js'
import { type CallContext, ensureSigned, type PoolContext } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { openEnvelope } from './dev-key.js'
import { readEnvelope } from './envelope.js'

/** Custom codes with which the transaction pool refuses a shielded submission. */
const FAILED_PARSING = 23
const INVALID_KEY_HASH = 24

/** A carrier may be valid for so many blocks at most. */
const LONGEST_PERIOD = 8

type Carrier = RuntimeCall & { readonly args: CallArgs<'MevShield.submit_encrypted'> }

export const isCarrier = (call: RuntimeCall): call is Carrier =>
  call.pallet === 'MevShield' && call.call === 'submit_encrypted'

export const livesTooLong = (era: Era): boolean => era.kind === 'immortal' || era.period > LONGEST_PERIOD

/** Only marks its presence: the block's author decrypts it and puts the inner extrinsic behind it. */
export function submitEncrypted(
  ctx: CallContext,
  { ciphertext }: CallArgs<'MevShield.submit_encrypted'>,
): void {
  const who = ensureSigned(ctx)
  ctx.deposit('MevShield', 'EncryptedSubmitted', { id: submissionId(who, ciphertext), who })
}

/** Names a submission: the blake2b-256 of who sent it and what. */
export const submissionId = (who: string, ciphertext: Uint8Array): string =>
  toHex(blake2b256(concatBytes(fromHex(who), byteVector.enc(ciphertext))))

/** Problem with a submission that shows without decrypting it, as the refusal's code. */
export function shieldObjection({ state }: PoolContext, ciphertext: Uint8Array): number | null {
  const envelope = readEnvelope(ciphertext)
  if (!envelope) return FAILED_PARSING
  const { CurrentKey, NextKey } = state.MevShield
  const isAnnounced = [CurrentKey.get(), NextKey.get()].some(
    (key) => key !== undefined && Buffer.compare(twox128(key), envelope.keyHash) === 0,
  )
  return isAnnounced ? null : INVALID_KEY_HASH
}

const isMissingModule = (error: unknown): boolean =>
  ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes((error as NodeJS.ErrnoException)?.code ?? '')

/** The bytes of the inner extrinsic; `undefined` when the submission does not open. */
export function openSubmission(ciphertext: Uint8Array, open = openEnvelope): Uint8Array | undefined {
  const envelope = readEnvelope(ciphertext)
  if (!envelope) return undefined
  try {
    return open(envelope)
  } catch (error) {
    // Garbage throws in many ways, none of which matters here; a missing module is our own trouble.
    if (isMissingModule(error)) throw error
    return undefined
  }
}
