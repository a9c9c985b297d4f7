import { type Ending, untilAborted } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import type { HashedBody } from '../body/body-hash.js'
import { authHeaders } from '../btauth/headers.js'
import { unsignedRequest } from '../btauth/sign-request.js'
import { signingPayload } from '../btauth/signing-payload.js'
import { unsent } from './failure.js'

/** Signer of requests: a key of this process, or a signer that holds it elsewhere. */
export type RequestSigner = Keypair | MessageSigner

/** Headers of a signed request. */
export type SignedHeaders = Readonly<Record<string, string>>

/** A POST of this client to a miner. */
export interface Post {
  readonly signer: RequestSigner
  readonly endpoint: MinerEndpoint
  readonly body: HashedBody
  /** Ends the wait for a signer elsewhere. */
  readonly signal: Ending
}

/**
 * Returns the headers of a signature: at once with a key of this process. Each attempt gets a new nonce. Throws
 * QUERY_FAILED: a signature that cannot be had is no fault of the miner.
 */
export function sign(
  { signer, endpoint, body, signal }: Post,
  target: string,
): SignedHeaders | Promise<SignedHeaders> {
  try {
    const parts = { method: 'POST', target, body, receiver: endpoint.hotkey }
    const { text, headersOf } = unsignedRequest(signer, parts)
    if ('sign' in signer) return headersOf(signer.sign(text))
    return untilAborted(signer.signMessage(text), signal).then(headersOf, (cause: unknown) => {
      throw unsent(endpoint, cause === signal.reason ? new Error('the signer did not answer in time') : cause)
    })
  } catch (cause) {
    throw unsent(endpoint, cause)
  }
}

/** Returns the text that the signature in these headers covers. */
export function signedText({ signer, endpoint, body }: Post, target: string, headers: SignedHeaders): string {
  const { scheme, address: sender } = signer
  const nonce = BigInt(headers[authHeaders.nonce]!)
  return signingPayload({ scheme, method: 'POST', target, body, nonce, sender, receiver: endpoint.hotkey })
}
