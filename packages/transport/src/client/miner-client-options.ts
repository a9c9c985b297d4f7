import { callback, flag, integer, made, oneOf, optionsOf } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import { type SpoolOptions, spoolOptions } from '../body/spool.js'
import { keypairField } from '../http/option-fields.js'
import type { SessionMode } from './peer-sessions.js'
import type { ClientReceiptOptions } from './receipt-collector.js'

/** Options of `createMinerClient`. */
export interface MinerClientOptions {
  /** Key of the hotkey that miners see; it signs the requests. Either this or `signer` is needed. */
  readonly keypair?: Keypair | undefined
  /**
   * Signs the requests where the key is in another process, such as `connectSigner` of a signer that signs them. With
   * sessions it is asked once for each. The time that it takes never counts against a miner.
   */
  readonly signer?: MessageSigner | undefined
  /**
   * Maximum number of connections to one miner. Waiting for one counts towards a query's deadline.
   * @default 8
   */
  readonly maxConnectionsPerMiner?: number | undefined
  /**
   * Miners with open connections; beyond this, the connections of the least recently queried miners are closed.
   * @default 256
   */
  readonly maxMiners?: number | undefined
  /**
   * Queries in flight at the same time, to all miners together. Waiting for a place counts towards a query's deadline,
   * but a query that misses it after such a wait is `ours`.
   * @default 1024
   */
  readonly maxConcurrent?: number | undefined
  /**
   * Call axons at private, loopback, link-local and other addresses that are not public. A name is judged by what it
   * resolves to at the time of the connection.
   * @default only 127.0.0.1 and ::1 themselves, which the chain refuses as axons
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /**
   * Calls miners over TLS 1.3: returns the SHA-256 fingerprint of the certificate that a miner must show, in hex, with or
   * without colons, or as the line that `openssl x509 -fingerprint -sha256` prints; null for plain HTTP. Authorities and names do not count.
   * @default plain HTTP for every miner
   */
  readonly tlsFingerprint?: ((miner: MinerEndpoint) => string | null) | undefined
  /**
   * Sessions (session/1) instead of a signature for each query. `auto` opens one in the background once a miner has
   * answered twice, and signs wherever there is none; `require` opens one first and never signs a query; `off` only signs.
   * @default 'auto'
   */
  readonly sessions?: SessionMode | undefined
  /**
   * Uses only sessions whose handshake the miner's hotkey signed, so that no relay can answer for it. Effective
   * with `sessions: 'require'`; with `auto`, signed queries still get answers that are not authenticated.
   * @default false
   */
  readonly requireMinerSignature?: boolean | undefined
  /**
   * Collects the receipts with which miners prove their answers to others (receipts/1); null for none. A receipt that is
   * wrong or missing never changes a result.
   * @default null
   */
  readonly receipts?: ClientReceiptOptions | null | undefined
  /** Temporary files for large answers with binary values. @default see SpoolOptions */
  readonly spool?: SpoolOptions | undefined
}

export const minerClientOptions = optionsOf({
  keypair: keypairField().optional(),
  signer: made<MessageSigner>('a signer of messages', 'signMessage').optional(),
  maxConnectionsPerMiner: integer(1).default(8),
  maxMiners: integer(1).default(256),
  maxConcurrent: integer(1).default(1_024),
  tlsFingerprint: callback<(miner: MinerEndpoint) => string | null>().default(() => () => null),
  sessions: oneOf('auto', 'require', 'off').default('auto'),
  requireMinerSignature: flag().default(false),
  allowPrivateAddresses: flag().optional(),
  // Parsed by createReceiptCollector.
  receipts: made<ClientReceiptOptions>('an object, or null for no receipts').nullable().default(null),
  spool: spoolOptions.prefault({}),
})
