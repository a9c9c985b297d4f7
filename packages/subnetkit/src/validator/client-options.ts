import { callback, flag, integer, made, oneOf, optionsOf } from '@subnetkit/base'
import type { ClientReceiptOptions, MinerClientOptions, SpoolOptions } from '@subnetkit/transport'

/** Options of the client that asks miners. */
export interface ClientOptions
  extends Pick<
    MinerClientOptions,
    | 'tlsFingerprint'
    | 'sessions'
    | 'requireMinerSignature'
    | 'spool'
    | 'maxConnectionsPerMiner'
    | 'maxMiners'
    | 'maxConcurrent'
  > {
  /**
   * Query axons at private, loopback, link-local and other addresses that are not public.
   * @default true on a devnet, where a worker takes it from its coordinator; on other chains false
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /**
   * Limits on the answers that are kept until their receipts come (receipts/1); null collects none.
   * @default see ClientReceiptOptions
   */
  readonly receipts?: Pick<ClientReceiptOptions, 'maxAwaiting' | 'maxBytes'> | null | undefined
}

/** Fields of {@link ClientOptions}. */
export const clientFields = {
  allowPrivateAddresses: flag().optional(),
  tlsFingerprint: callback<NonNullable<MinerClientOptions['tlsFingerprint']>>().optional(),
  sessions: oneOf('auto', 'require', 'off').optional(),
  requireMinerSignature: flag().optional(),
  maxConnectionsPerMiner: integer(1).optional(),
  maxMiners: integer(1).optional(),
  maxConcurrent: integer(1).optional(),
  // Parsed by createMinerClient.
  spool: made<SpoolOptions>('an object of options').optional(),
  receipts: optionsOf({ maxAwaiting: integer(1).optional(), maxBytes: integer(1).optional() })
    .nullable()
    .prefault({}),
}
