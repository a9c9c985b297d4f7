/** Header names of btauth/1; names are case-insensitive on the wire, values are exact. */
export const authHeaders = {
  version: 'X-Bittensor-Version',
  hotkey: 'X-Bittensor-Hotkey',
  nonce: 'X-Bittensor-Nonce',
  signature: 'X-Bittensor-Signature',
  receiver: 'X-Bittensor-Receiver',
  crypto: 'X-Bittensor-Crypto',
} as const

/** One of the six headers, by its role. */
export type AuthHeader = keyof typeof authHeaders

/** Headers as they came, one pair for each line: a duplicate must stay visible, so a plain object will not do. */
export type HeaderPairs = Iterable<readonly [name: string, value: string]>
