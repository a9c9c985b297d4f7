import { callback, made, port, type SubnetError, text } from '@subnetkit/base'
import { type SpoolOptions, spoolOptions } from '../body/spool.js'
import { type ServerLimits, serverLimits } from '../http/limits.js'
import { type TlsOptions, tlsField } from '../http/tls.js'
import { type MetricsOptions, metricsField } from '../metrics/options.js'
import type { ServerReceiptOptions } from '../receipts/server-receipts.js'
import type { ServerSessionOptions } from '../session/server-sessions.js'
import type { Admission } from './admission.js'

/** Options of every server: where it listens, what it offers and whom it informs. */
export interface ServerOptions {
  /** Admission rule; `null` serves every verified caller, which suits tests only and therefore has to be explicit. */
  readonly admission: Admission | null
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
  /** Metrics for Prometheus and readiness, at a port of their own. They need the package prom-client. @default none */
  readonly metrics?: MetricsOptions | undefined
  /** Listens to every request that was served. @default none */
  readonly onAnswer?: ((request: AnsweredRequest) => void) | undefined
  /** Listens to every refusal and failure, with its cause; the caller gets less detail. @default none */
  readonly onError?: ((error: SubnetError, request: FailedRequest) => void) | undefined
}

/** A request that was served. */
export interface AnsweredRequest {
  readonly synapse: string
  readonly hotkey: string
  /** IP address of the other end of the socket, which may be a proxy; null once the socket is closed. */
  readonly peer: string | null
  /** From the headers to the answer, in ms. */
  readonly latencyMs: number
  /** Size of the request's body, in bytes. */
  readonly receivedBytes: number
  /** Size of the answer's body, in bytes. */
  readonly sentBytes: number
  /** Nonce that its caller signed, which identifies it on both sides; null in a session. */
  readonly nonce: string | null
  /** W3C trace context that the caller states, unsigned; null without one. Record nothing because it asks for that. */
  readonly trace: string | null
}

/** The request that an error belongs to. */
export interface FailedRequest {
  /** Path of the request. */
  readonly synapse: string
  /** Null until the signature verified. */
  readonly hotkey: string | null
  /** IP address of the other end of the socket, which may be a proxy; null once the socket is closed. */
  readonly peer: string | null
  /** Nonce that its caller signed; null in a session, and until the signature verified. */
  readonly nonce: string | null
}

/** Parsers of {@link ServerOptions}. */
export const serverFields = {
  admission: made<Admission>('an admission, or null for every verified caller', 'check').nullable(),
  host: text('a host name or an address').default('127.0.0.1'),
  port: port().default(0),
  limits: serverLimits.prefault({}),
  tls: tlsField().optional(),
  onCertificate: callback<NonNullable<ServerOptions['onCertificate']>>().optional(),
  // Parsed by createServerSessions and createServerReceipts.
  sessions: made<ServerSessionOptions>('an object, or null for no sessions').nullable().default({}),
  receipts: made<ServerReceiptOptions>('an object with a keypair, or null for no receipts')
    .nullable()
    .default(null),
  spool: spoolOptions.prefault({}),
  metrics: metricsField().optional(),
  onAnswer: callback<NonNullable<ServerOptions['onAnswer']>>().optional(),
  onError: callback<NonNullable<ServerOptions['onError']>>().optional(),
}
