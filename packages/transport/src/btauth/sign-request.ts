import { checked, optionsOf, parseOptions, text } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import type { HashedBody } from '../body/body-hash.js'
import { keypairField } from '../http/option-fields.js'
import { authHeaders } from './headers.js'
import { createNonceSource } from './nonce-source.js'
import { signingPayload } from './signing-payload.js'

/** Options of {@link signRequest}. */
export interface SignRequestParameters {
  readonly keypair: Keypair
  readonly method: string
  /** Path and query exactly as on the wire: `url.pathname + url.search` of the URL that is sent. */
  readonly target: string
  /** Raw bytes of the body, or their hash. */
  readonly body: HashedBody
  /** Hotkey that must receive it; null leaves the request unbound, which most servers refuse. */
  readonly receiver: string | null
  /**
   * Unix time in ns; must be fresh for each attempt, retries included.
   * @default the next one of this process
   */
  readonly nonce?: bigint | undefined
}

const processNonces = createNonceSource()

const signParameters = optionsOf({
  keypair: keypairField(),
  method: text('an HTTP method'),
  target: text('the path and query of a request'),
  body: checked<HashedBody>(isBody, 'a Uint8Array, or { sha256 } with the hash in hex'),
  receiver: text('the hotkey of the receiver, or null').nullable(),
  nonce: checked<bigint>(isNonce, 'Unix time in ns, a bigint from 0 up').optional(),
})

function isBody(value: unknown): boolean {
  if (Object.prototype.toString.call(value) === '[object Uint8Array]') return true
  const { sha256 }: { sha256?: unknown } = Object(value)
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
}

function isNonce(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n
}

/**
 * Returns the btauth/1 headers of one request. Throws AUTH_MALFORMED for a part that holds a line break, and
 * CONFIG_INVALID for parameters.
 */
export function signRequest(parameters: SignRequestParameters): Record<string, string> {
  const { keypair, ...parts } = parseOptions(signParameters, parameters, 'signRequest')
  const { text, headersOf } = unsignedRequest(keypair, parts)
  return headersOf(keypair.sign(text))
}

/** Text of a request that its sender signs, and its headers once that is done. Throws AUTH_MALFORMED. */
export function unsignedRequest(
  { scheme, address: sender }: Pick<Keypair, 'scheme' | 'address'>,
  { method, target, body, receiver, nonce = processNonces() }: Omit<SignRequestParameters, 'keypair'>,
) {
  const payload = signingPayload({ scheme, method, target, body, nonce, sender, receiver })
  return {
    text: Buffer.from(payload, 'utf8'),
    headersOf: (signature: Uint8Array): Record<string, string> => ({
      [authHeaders.version]: '1',
      [authHeaders.hotkey]: sender,
      [authHeaders.nonce]: nonce.toString(),
      [authHeaders.signature]: `0x${Buffer.from(signature).toString('hex')}`,
      ...(scheme === 'sr25519' ? {} : { [authHeaders.crypto]: scheme }),
      ...(receiver === null ? {} : { [authHeaders.receiver]: receiver }),
    }),
  }
}
