import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import type { HashedBody } from '../body/body-hash.js'
import { authHeaders } from '../btauth/headers.js'
import { signRequest } from '../btauth/sign-request.js'
import { signingPayload } from '../btauth/signing-payload.js'
import { unsent } from './failure.js'

/** A POST of this client to a miner. */
export interface Post {
  readonly keypair: Keypair
  readonly endpoint: MinerEndpoint
  readonly body: HashedBody
}

/** Returns the headers of a signature. Each attempt gets a new nonce. Throws QUERY_FAILED. */
export function sign({ keypair, endpoint, body }: Post, target: string): Record<string, string> {
  try {
    return signRequest({ keypair, method: 'POST', target, body, receiver: endpoint.hotkey })
  } catch (cause) {
    throw unsent(endpoint, cause)
  }
}

/** Returns the text that the signature in these headers covers. */
export function signedText(
  { keypair, endpoint, body }: Post,
  target: string,
  headers: Readonly<Record<string, string>>,
): string {
  const { scheme, address: sender } = keypair
  const nonce = BigInt(headers[authHeaders.nonce]!)
  return signingPayload({ scheme, method: 'POST', target, body, nonce, sender, receiver: endpoint.hotkey })
}
