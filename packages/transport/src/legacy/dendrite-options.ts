import { callback, type Duration, flag, integer, optionsOf, text } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import type { NonceSource } from '../btauth/nonce-source.js'
import { keypairField } from '../http/option-fields.js'

/** Options of `createLegacyDendrite`. */
export interface LegacyDendriteOptions {
  /** The hotkey of the validator, sr25519. */
  readonly keypair: Keypair
  /** Own address, as reported to axons; nothing depends on it. @default '0.0.0.0' */
  readonly externalIp?: string | undefined
  /** Maximum number of connections to one miner. @default 8 */
  readonly maxConnectionsPerMiner?: number | undefined
  /** Miners with open connections; beyond this, those of the least recently queried are closed. @default 256 */
  readonly maxMiners?: number | undefined
  /**
   * Call axons at private, loopback, link-local and other addresses that are not public.
   * @default only 127.0.0.1 and ::1 themselves, which the chain refuses as axons
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /** @default a new source */
  readonly nonces?: NonceSource | undefined
}

export const legacyDendriteOptions = optionsOf({
  keypair: keypairField(),
  externalIp: text('an IP address').default('0.0.0.0'),
  maxConnectionsPerMiner: integer(1).default(8),
  maxMiners: integer(1).default(256),
  allowPrivateAddresses: flag().optional(),
  nonces: callback<NonceSource>().optional(),
})

/** Options of one query. */
export interface LegacyQueryOptions {
  /** Wall-clock time from the call to the last byte; also sent to the axon. @default the deadline of the synapse */
  readonly timeout?: Duration | undefined
  /** Ends the query early, as a timeout. */
  readonly signal?: AbortSignal | undefined
}

/** Options of one stream. */
export interface LegacyStreamOptions extends LegacyQueryOptions {
  /** Maximum time from the request to the first chunk, and between two chunks. @default the whole timeout */
  readonly chunkTimeout?: Duration | undefined
}
