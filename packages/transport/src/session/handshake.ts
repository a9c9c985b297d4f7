import { type Keypair, verifySignature } from '@subnetkit/wallet'
import { z } from 'zod'
import { hex, signatureHex } from '../validation/hex.js'
import { sessionVersion } from './headers.js'
import { deriveKeys, type EphemeralKey, type SessionKeys, sharedSecret } from './keys.js'
import { macMatches, macOf } from './mac.js'
import { proofPayload, type SessionTranscript, transcriptPayload } from './payload.js'

/** Body of a handshake, which the caller signs as a btauth/1 request. */
export const helloSchema = z.strictObject({
  version: z.literal(sessionVersion),
  /** Ephemeral X25519 public key. */
  key: hex(32),
  /** Requested lifetime of the session, in s. */
  lifetime: z.int().min(1).max(86_400),
  channel: z.union([z.literal('-'), hex(32)]),
})
export type Hello = z.infer<typeof helloSchema>

/** Data of the answer to a handshake. */
export const welcomeSchema = z.looseObject({
  version: z.literal(sessionVersion),
  session: hex(16),
  /** Ephemeral X25519 public key. */
  key: hex(32),
  /** End of the session by the miner's clock, Unix time in ms. */
  expires: z.int().min(1),
  /** Shows that the miner has derived the same keys. */
  proof: hex(32),
  /** Signature of the miner's hotkey (sr25519) over the transcript; null from a miner that serves without its key. */
  signature: signatureHex().nullable(),
})
export type Welcome = z.infer<typeof welcomeSchema>

/** Derives the keys at the miner, and the answer to the caller. Throws SESSION_MALFORMED for a key of low order. */
export function acceptHandshake(
  ephemeral: EphemeralKey,
  transcript: SessionTranscript,
  keypair: Keypair | undefined,
): { readonly keys: SessionKeys; readonly welcome: Welcome } {
  const keys = deriveKeys(sharedSecret(ephemeral, transcript.callerKey), transcript)
  const { session, minerKey: key, expires } = transcript
  const proof = macOf(keys.answer, proofPayload(transcript))
  const signed = keypair?.sign(Buffer.from(transcriptPayload(transcript), 'utf8'))
  const signature = signed ? `0x${Buffer.from(signed).toString('hex')}` : null
  return { keys, welcome: { version: sessionVersion, session, key, expires, proof, signature } }
}

/**
 * Derives the keys at the caller; null for an answer whose proof does not match, or whose signature is not that of
 * `minerPublicKey`. A missing signature passes unless it is required.
 */
export function completeHandshake(
  ephemeral: EphemeralKey,
  transcript: SessionTranscript,
  welcome: Pick<Welcome, 'proof' | 'signature'>,
  miner: { readonly publicKey: Uint8Array; readonly mustSign: boolean },
): SessionKeys | null {
  const keys = deriveKeys(sharedSecret(ephemeral, transcript.minerKey), transcript)
  if (!macMatches(keys.answer, proofPayload(transcript), welcome.proof)) return null
  if (welcome.signature === null) return miner.mustSign ? null : keys
  const message = Buffer.from(transcriptPayload(transcript), 'utf8')
  const signature = Buffer.from(welcome.signature.slice(2), 'hex')
  return verifySignature({ scheme: 'sr25519', publicKey: miner.publicKey, message, signature }) ? keys : null
}
