/** A miner that serves, as its worker reports it. */
export interface Serving {
  readonly hotkey: string
  readonly host: string
  readonly port: number
  readonly url: string
  readonly metrics: { readonly host: string; readonly port: number } | null
}

/** Result of noting a nonce: new or not, or the limit of a full store. */
export type NonceVerdict = boolean | { readonly limit: number; readonly of: string }

/** Messages of a worker. Nonces are decimal: the channel carries JSON. */
export type FromWorker =
  | { readonly subnetkit: 'serving'; readonly serving: Serving }
  | {
      readonly subnetkit: 'nonces'
      readonly batch: number
      readonly nonces: readonly (readonly [hotkey: string, nonce: string])[]
    }

/** Messages of the primary. */
export type FromPrimary =
  | { readonly subnetkit: 'close' }
  | {
      readonly subnetkit: 'nonces'
      readonly batch: number
      readonly verdicts: readonly NonceVerdict[]
    }

/** Returns the message if it is one of ours: programs use the same channel for their own. */
export function ownMessage<T extends FromWorker | FromPrimary>(message: unknown): T | null {
  const isOwn = typeof message === 'object' && message !== null && 'subnetkit' in message
  return isOwn ? (message as T) : null
}
