import {
  callback,
  made,
  optionError,
  optionsOf,
  parseOptions,
  port as portField,
  type SubnetError,
  text,
} from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import type { SpoolOptions } from '../body/spool.js'
import { createRequestVerifier, type RequestVerifierOptions } from '../btauth/verify-request.js'
import { type ServerLimits, serverLimits } from '../http/limits.js'
import { addressField } from '../http/option-fields.js'
import { type TlsOptions, tlsField } from '../http/tls.js'
import { type MetricsOptions, metricsField } from '../metrics/options.js'
import type { ServerReceiptOptions } from '../receipts/server-receipts.js'
import type { ServerSessionOptions } from '../session/server-sessions.js'
import { type Admission, combineAdmissions } from './admission.js'
import { type CallerList, callerListField, callerLists } from './caller-lists.js'
import { checkHandlers, type Handlers } from './handlers.js'
import { type RateLimitOptions, rateLimit } from './rate-limit.js'
import {
  type AnsweredRequest,
  type FailedRequest,
  type ProtocolServer,
  serveProtocol,
} from './serve-protocol.js'

/** Options of {@link serveMiner}. */
export interface MinerOptions {
  /** Own hotkey: requests must be addressed to it. The secret is not needed to serve. */
  readonly hotkey: string
  /**
   * Admission rule; `null` serves every verified caller, which suits tests only and therefore has to be explicit.
   * {@link metagraphAdmission} admits the validators of a subnet.
   */
  readonly admission: Admission | null
  /** Callers that are served whatever `admission` says. @default none */
  readonly allow?: CallerList | undefined
  /** Callers that are never served; wins over `allow`. @default none */
  readonly ban?: CallerList | undefined
  /**
   * Weight of a caller where requests have to wait for a handler: 0 or more, higher first.
   * @default that of `admission`; metagraphAdmission gives the stake in TAO
   */
  readonly priority?: ((hotkey: string) => number) | undefined
  /**
   * Requests of one caller in a window.
   * @default 600 requests in 60000 ms; null for no limit
   */
  readonly rateLimit?: RateLimitOptions | null | undefined
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
  /** Port to listen on; 0 picks a free one. @default 0 */
  readonly port?: number | undefined
  readonly limits?: Partial<ServerLimits> | undefined
  /** Certificate of a server that speaks TLS 1.3 only. @default none: plain HTTP */
  readonly tls?: TlsOptions | undefined
  /**
   * Listens to each certificate that was read again from its files; the error if it cannot be used, and the last one stays.
   * @default none
   */
  readonly onCertificate?: ((error: SubnetError | null) => void) | undefined
  /** Sessions (session/1) for callers that ask for one; null for signed requests only. @default see ServerSessionOptions */
  readonly sessions?: ServerSessionOptions | null | undefined
  /**
   * Receipts (receipts/1), with which callers can prove answers to others; null for none. They need the secret of the
   * hotkey.
   * @default null
   */
  readonly receipts?: ServerReceiptOptions | null | undefined
  /** Temporary files for large messages with binary values. @default see SpoolOptions */
  readonly spool?: SpoolOptions | undefined
  /** Options for verifying signatures. @default see RequestVerifierOptions */
  readonly auth?: Omit<RequestVerifierOptions, 'hotkey'> | undefined
  /** Metrics for Prometheus and readiness, at a port of their own. They need the package prom-client. @default none */
  readonly metrics?: MetricsOptions | undefined
  /** Listens to every request that was served. @default none */
  readonly onAnswer?: ((request: AnsweredRequest) => void) | undefined
  /** Listens to every refusal and failure, with its cause. @default none */
  readonly onError?: ((error: SubnetError, request: FailedRequest) => void) | undefined
}

/** A miner that listens. Disposing it is `close`. */
export interface MinerServer extends ProtocolServer {
  readonly hotkey: string
}

const minerOptions = optionsOf({
  hotkey: addressField(),
  admission: made<Admission>('an admission, or null for every verified caller', 'check').nullable(),
  allow: callerListField().prefault({}),
  ban: callerListField().prefault({}),
  priority: callback<(hotkey: string) => number>().optional(),
  rateLimit: made<RateLimitOptions>('an object with limit and windowMs, or null for no limit')
    .nullable()
    .default({ limit: 600, windowMs: 60_000 }),
  host: text('a host name or an address').default('127.0.0.1'),
  port: portField().default(0),
  limits: serverLimits.prefault({}),
  tls: tlsField().optional(),
  onCertificate: callback<NonNullable<MinerOptions['onCertificate']>>().optional(),
  sessions: made<ServerSessionOptions>('an object, or null for no sessions').nullable().default({}),
  receipts: made<ServerReceiptOptions>('an object with a keypair, or null for no receipts')
    .nullable()
    .default(null),
  spool: made<SpoolOptions>('an object').optional(),
  auth: made<Omit<RequestVerifierOptions, 'hotkey'>>('an object').optional(),
  metrics: metricsField().optional(),
  onAnswer: callback<NonNullable<MinerOptions['onAnswer']>>().optional(),
  onError: callback<NonNullable<MinerOptions['onError']>>().optional(),
})

/**
 * Serves the synapses of a subnet; the handlers' types follow from its protocol. Throws CONFIG_INVALID for a handler
 * that is missing, surplus or no function, an invalid option, or an address that cannot be listened on.
 * @example
 * await using miner = await serveMiner(subnet, {
 *   complete: async ({ input, caller }) => ({ completion: await answer(input.prompt) }),
 * }, { hotkey: keypair.address, admission: metagraphAdmission({ netuid: 1, metagraph }) })
 */
export async function serveMiner<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  handlers: Handlers<P>,
  options: MinerOptions,
): Promise<MinerServer> {
  checkHandlers(subnet, handlers, 'serveMiner')
  const parsed = parseOptions(minerOptions, options, 'serveMiner')
  const {
    hotkey,
    admission,
    auth,
    rateLimit: rate,
    host,
    port,
    limits,
    onError,
    sessions,
    receipts,
    spool,
  } = parsed
  checkKey('sessions', sessions?.keypair, hotkey)
  checkKey('receipts', receipts?.keypair, hotkey)
  const { allow, ban, priority } = parsed
  const lists = { ...callerLists({ allow, ban, admission }), ...(priority && { priority }) }
  const listening = await serveProtocol({
    ...{ host, port, limits, sessions, receipts, spool, onError, onAnswer: parsed.onAnswer },
    ...{ metrics: parsed.metrics, tls: parsed.tls, onCertificate: parsed.onCertificate },
    protocol: subnet.protocol,
    handlers,
    verifier: createRequestVerifier({ ...auth, hotkey }),
    admission: rate === null ? lists : combineAdmissions(lists, rateLimit(rate)),
  })
  return { ...listening, hotkey }
}

/** Callers check the signatures of handshakes and batches against the hotkey that they called. */
function checkKey(option: string, keypair: Keypair | undefined, hotkey: string): void {
  if (!keypair || (keypair.address === hotkey && keypair.scheme === 'sr25519')) return
  const given = `the ${keypair.scheme} key of ${keypair.address}`
  throw optionError(`serveMiner ${option}.keypair`, given, `the sr25519 key of ${hotkey}`)
}
