import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { transportError } from '../errors/transport-error.js'
import { sessionVersion } from './headers.js'
import { type SessionTranscript, transcriptPayload } from './payload.js'

/** Ephemeral X25519 key of one handshake. */
export interface EphemeralKey {
  readonly secret: KeyObject
  /** Raw public key, 64 hex digits. */
  readonly publicKey: string
}

/** Keys of one session: one for each direction. */
export interface SessionKeys {
  readonly request: Buffer
  readonly answer: Buffer
}

// node:crypto takes X25519 keys in DER only; these are the constant heads of RFC 8410 before the 32 bytes.
const pkcs8Head = Buffer.from('302e020100300506032b656e04220420', 'hex')
const spkiHead = Buffer.from('302a300506032b656e032100', 'hex')

/** Creates a key from 32 bytes, random unless a test fixes them. */
export function createEphemeralKey(seed: Uint8Array = randomBytes(32)): EphemeralKey {
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  return { secret, publicKey: spki.subarray(spkiHead.length).toString('hex') }
}

/** The X25519 secret with the other end. Throws SESSION_MALFORMED for a key of low order, whose secret is all zeros. */
export function sharedSecret({ secret }: EphemeralKey, otherKey: string): Buffer {
  const der = Buffer.concat([spkiHead, Buffer.from(otherKey, 'hex')])
  try {
    const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
    const shared = diffieHellman({ privateKey: secret, publicKey })
    if (shared.some((byte) => byte !== 0)) return shared
  } catch (cause) {
    throw lowOrder(cause)
  }
  throw lowOrder()
}

/** HKDF-SHA256 over the secret, salted with the hash of the transcript. */
export function deriveKeys(secret: Uint8Array, transcript: SessionTranscript): SessionKeys {
  const salt = createHash('sha256').update(transcriptPayload(transcript), 'utf8').digest()
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `${sessionVersion} ${use}`, 32))
  return { request: derive('request'), answer: derive('answer') }
}

function lowOrder(cause?: unknown) {
  const detail = 'the X25519 key is no key to agree on a secret with'
  return transportError('SESSION_MALFORMED', { detail }, { cause })
}
