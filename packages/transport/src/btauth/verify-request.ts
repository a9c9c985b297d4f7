import {
  callback,
  flag,
  longestTimerMs,
  made,
  number,
  optionError,
  optionsOf,
  parseOptions,
} from '@subnetkit/base'
import { type KeyScheme, type SignatureVerifier, verifySignature } from '@subnetkit/wallet'
import type { HashedBody } from '../body/body-hash.js'
import { describeOffset } from '../clock/diagnose-clock.js'
import { transportError } from '../errors/transport-error.js'
import { addressField } from '../http/option-fields.js'
import {
  malformed,
  pickAuthHeaders,
  readHotkey,
  readNonce,
  readPublicKey,
  readScheme,
  readSignature,
  readVersion,
} from './claim.js'
import type { HeaderPairs } from './headers.js'
import { createKnownKeys } from './known-keys.js'
import { createMemoryNonceStore, type NonceStore } from './nonce-store.js'
import { signingPayload } from './signing-payload.js'

/** Options of {@link createRequestVerifier}. */
export interface RequestVerifierOptions {
  /** Own hotkey: the required receiver of requests. */
  readonly hotkey: string
  /** @default a store in memory with the default limits */
  readonly nonceStore?: NonceStore | undefined
  /**
   * Known scheme of a sender, from configuration or a registry, never from the request: the same 32 bytes are a valid key
   * under both.
   * @default always sr25519
   */
  readonly trustedScheme?: ((hotkey: string) => KeyScheme) | undefined
  /**
   * Refuses requests that name no receiver. Requests that name another receiver are always refused.
   * @default true
   */
  readonly requireReceiver?: boolean | undefined
  /**
   * Maximum age of a nonce, in ms.
   * @default 10000
   */
  readonly maxAgeMs?: number | undefined
  /**
   * Maximum time by which a nonce may be ahead of this clock, in ms.
   * @default 2000
   */
  readonly allowedSkewMs?: number | undefined
  /**
   * Unix time in ns.
   * @default the system clock
   */
  readonly now?: (() => bigint) | undefined
  /** @default verifySignature */
  readonly verifySignature?: SignatureVerifier | undefined
}

/** Claims of a request's headers, checked as far as headers can be. Nothing in it is proven yet. */
export interface RequestClaim {
  readonly hotkey: string
  readonly nonce: bigint
  readonly scheme: KeyScheme
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
  readonly receiver: string | null
}

/** The rest of a request, as received. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query exactly as on the wire (Node: `req.url`). */
  readonly target: string
  /** The raw body bytes, or their hash. */
  readonly body: HashedBody
}

/** A sender whose signature verified. */
export interface VerifiedCaller {
  readonly hotkey: string
  readonly nonce: bigint
  readonly scheme: KeyScheme
  /** The text that was signed. */
  readonly text: string
}

/** The two halves of a verification, so that no body is read for a request that cannot pass. */
export interface RequestVerifier {
  /**
   * Checks everything that is in the headers: version, sender, nonce, scheme, receiver, freshness, signature format.
   * Throws AUTH_MALFORMED, AUTH_BAD_SIGNATURE (a scheme that is not the trusted one), AUTH_WRONG_RECEIVER, AUTH_STALE.
   */
  claim(headers: HeaderPairs): RequestClaim
  /** Checks the signature, then the nonce store. Throws AUTH_BAD_SIGNATURE, AUTH_REPLAYED or the store's errors. */
  prove(claim: RequestClaim, request: ReceivedRequest): Promise<VerifiedCaller>
}

/** Maximum age of a nonce by default, in ms. */
export const DEFAULT_MAX_AGE_MS = 10_000
/** Maximum time by which a nonce may be ahead by default, in ms. */
export const DEFAULT_ALLOWED_SKEW_MS = 2_000

const nsPerMs = 1_000_000n
const knownSchemes: readonly string[] = ['sr25519', 'ed25519'] satisfies KeyScheme[]

const requestVerifierOptions = optionsOf({
  hotkey: addressField(),
  nonceStore: made<NonceStore>('a nonce store', 'remember').optional(),
  trustedScheme: callback<(hotkey: string) => KeyScheme>().default(() => (): KeyScheme => 'sr25519'),
  requireReceiver: flag().default(true),
  maxAgeMs: number(0, longestTimerMs).default(DEFAULT_MAX_AGE_MS),
  allowedSkewMs: number(0, longestTimerMs).default(DEFAULT_ALLOWED_SKEW_MS),
  now: callback<() => bigint>().default(() => () => BigInt(Date.now()) * nsPerMs),
  verifySignature: callback<SignatureVerifier>().default(() => verifySignature),
})

/**
 * Creates a verifier of btauth/1 requests. Throws CONFIG_INVALID if nonces are forgotten before they go stale, or if
 * the own hotkey is not an address.
 */
export function createRequestVerifier(options: RequestVerifierOptions): RequestVerifier {
  const parsed = parseOptions(requestVerifierOptions, options, 'createRequestVerifier')
  const { hotkey: self, trustedScheme, requireReceiver, maxAgeMs, allowedSkewMs, now } = parsed
  const { nonceStore = createMemoryNonceStore(), verifySignature: verifies } = parsed
  checkRetention(maxAgeMs, allowedSkewMs, nonceStore.retentionMs)
  const maxAge = BigInt(Math.round(maxAgeMs * 1e6))
  const known = createKnownKeys()
  const skew = BigInt(Math.round(allowedSkewMs * 1e6))

  function checkReceiver(receiver: string | undefined): void {
    const fails = receiver === undefined ? requireReceiver : receiver !== self
    if (!fails) return
    const detail = receiver === undefined ? 'it names no receiver' : `it names ${receiver}`
    throw transportError('AUTH_WRONG_RECEIVER', { detail })
  }

  function checkFreshness(nonce: bigint): void {
    const age = now() - nonce
    if (age <= maxAge && -age <= skew) return
    throw transportError('AUTH_STALE', {
      offset: describeOffset(-Number(age / nsPerMs)),
      ageMs: Number(age / nsPerMs),
      skewMs: allowedSkewMs,
      maxAgeMs,
    })
  }

  return {
    // The protocol fixes this order: clients distinguish these refusals.
    claim(pairs) {
      const headers = pickAuthHeaders(pairs)
      readVersion(headers.version)
      const hotkey = readHotkey(headers.hotkey)
      const nonce = readNonce(headers.nonce)
      const scheme = readScheme(headers.crypto)
      checkScheme(scheme, trustedScheme(hotkey))
      const signature = readSignature(headers.signature)
      checkReceiver(headers.receiver)
      checkFreshness(nonce)
      if (signature.length !== 64) malformed(`a signature has 64 bytes, not ${signature.length}`)
      const publicKey = known.keyOf(hotkey, readPublicKey)
      return { hotkey, nonce, scheme, publicKey, signature, receiver: headers.receiver ?? null }
    },

    async prove(claim, request) {
      const { hotkey, nonce, scheme, publicKey, signature, receiver } = claim
      const payload = signingPayload({ ...request, scheme, nonce, sender: hotkey, receiver })
      if (!verifies({ scheme, publicKey, message: Buffer.from(payload, 'utf8'), signature })) {
        throw transportError('AUTH_BAD_SIGNATURE', {
          detail: `it is not the signature of ${hotkey} over this request`,
        })
      }
      if (!(await nonceStore.remember(hotkey, nonce)))
        throw transportError('AUTH_REPLAYED', { nonce, hotkey })
      known.remember(hotkey, publicKey)
      return { hotkey, nonce, scheme, text: payload }
    },
  }
}

/** Verifies a request whose body is available. Throws the errors of both steps of the verifier. */
export async function verifyRequest(
  verifier: RequestVerifier,
  request: ReceivedRequest & { readonly headers: HeaderPairs },
): Promise<VerifiedCaller> {
  const claim = verifier.claim(request.headers)
  return verifier.prove(claim, request)
}

function checkScheme(scheme: KeyScheme, trusted: KeyScheme): void {
  if (!knownSchemes.includes(trusted))
    throw optionError('request verifier trustedScheme', trusted, `one of ${knownSchemes.join(', ')}`)
  if (scheme === trusted) return
  throw transportError('AUTH_BAD_SIGNATURE', { detail: `this sender is trusted under ${trusted} only` })
}

function checkRetention(maxAgeMs: number, skewMs: number, retentionMs: number): void {
  if (maxAgeMs + skewMs > retentionMs) {
    const expected = `at most the ${retentionMs} ms for which nonces are remembered`
    throw optionError('request verifier maxAgeMs + allowedSkewMs', maxAgeMs + skewMs, expected)
  }
}
