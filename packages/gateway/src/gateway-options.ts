import {
  type Clock,
  callback,
  checked,
  integer,
  made,
  optionsOf,
  parseOptions,
  port,
  systemClock,
  text,
} from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'
import { z } from 'zod'
import type { DepositChain } from './deposits/deposit-chain.js'
import type { Deposit } from './deposits/deposit-store.js'
import { type DepositOptions, depositShape } from './deposits/options.js'
import type { GatewayMeter } from './metrics/meter.js'
import type { RequestScope } from './metrics/request-scope.js'
import type { GatewayModel } from './model.js'
import type { GatewayEvidence, GatewayRequest } from './organic/organic.js'
import type { ReceiptSigner } from './receipts/seal.js'

/** Options of createGateway. */
export interface GatewayOptions {
  /** Subnets that it offers, at least one. */
  readonly models: readonly GatewayModel[]
  /** Place of keys and budgets, which stays the caller's to close. */
  readonly database: Database
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
  /** @default 0, a free one */
  readonly port?: number | undefined
  /** Largest body of a request, in bytes. @default 1_048_576 */
  readonly maxBodyBytes?: number | undefined
  /**
   * Requests in flight, of all keys together; more are refused with 503 before their bodies are read. A key without a limit of its own may have
   * a quarter of them.
   * @default 1_024
   */
  readonly maxInFlight?: number | undefined
  /** Origins of pages that may call it; `*` for any. @default none */
  readonly origins?: readonly string[] | undefined
  /** Address at which clients reach it, `https://…`, for links to pictures. @default the one that they use */
  readonly publicUrl?: string | undefined
  /** Redis for rates that gateways share, `redis://…`. @default memory of this process */
  readonly redisUrl?: string | undefined
  /** Micro-credits that all keys together may spend in a period. @default no limit */
  readonly cap?: { readonly amount: number; readonly periodMs: number } | undefined
  /** Accepts TAO as a means of payment for prepaid keys. @default not accepted */
  readonly deposits?: (DepositOptions & { readonly chain: DepositChain }) | undefined
  /** Receives deposits as they are credited. @default nothing */
  readonly onDeposit?: ((deposit: Deposit) => void) | undefined
  /** Time after which the reservation of a killed process is given back, in ms. @default 120_000 */
  readonly reservationMs?: number | undefined
  /** Time for running requests when it closes, in ms. @default 10_000 */
  readonly stopMs?: number | undefined
  /** Returns why it is not ready, for `/readyz`, or null. @default always ready */
  readonly unready?: (() => string | null) | undefined
  /** Receives errors that clients see as `internal_error` only. @default process.emitWarning */
  readonly onError?: ((error: unknown, requestId: string) => void) | undefined
  /** Counts what the gateway does. @default none */
  readonly meter?: GatewayMeter | undefined
  /** Runs the work of each request, such as within a span. @default the work alone */
  readonly within?: RequestScope | undefined
  /** Receipts of answers; null for none. @default receipts that nothing signs */
  readonly receipts?: GatewayReceiptOptions | null | undefined
  /** Share of requests after which a miner is asked something of known answer, where the model has such questions. @default 0.1 */
  readonly probeShare?: number | undefined
  /** Returns the time in ms that such a question waits, so that its miner does not know it by the request before it. @default none */
  readonly probeDelayMs?: (() => number) | undefined
  /** Share of requests whose answer is compared with that of another operator's miner. @default 0.05 */
  readonly crossCheckShare?: number | undefined
  /**
   * Receives verdicts on the answers to requests of keys whose owners have agreed, for the organic part of scores.
   * @default the traffic of users is no evidence
   */
  readonly onEvidence?: ((evidence: readonly GatewayEvidence[]) => void) | undefined
  /**
   * Receives the id of a key whose owner agrees to nothing any more, or which was revoked, and is waited for: verdicts on its requests must
   * count no more.
   * @default nothing
   */
  readonly onWithdrawn?: ((keyId: string) => void | Promise<void>) | undefined
  /** Receives those requests, for tasks to look like them. @default nothing */
  readonly onRequest?: ((request: GatewayRequest) => void) | undefined
  /** Share of probes that are questions of users who have agreed to it, if there are any. @default 0.25 */
  readonly replayShare?: number | undefined
  readonly clock?: Clock | undefined
  /** Returns a number from 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined
}

/** Receipts of a gateway: who answered what. */
export interface GatewayReceiptOptions {
  /** The hotkey that asks the miners, and how it signs receipts. @default none */
  readonly signer?: ReceiptSigner | undefined
  /** Genesis hash of the chain, `0x` and 64 digits; without it nothing is signed. */
  readonly genesis?: string | undefined
  /** Time for which a receipt is kept, in ms. @default 2_592_000_000, 30 days */
  readonly keepMs?: number | undefined
  /** Receipts that are kept, at most. @default 100_000 */
  readonly keep?: number | undefined
}

const isHttp = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:\/\/[^?#]+$/.test(value) && URL.canParse(value)

const isSigner = (value: unknown): boolean => {
  const { address, sign } = Object(value) as { readonly address?: unknown; readonly sign?: unknown }
  return typeof address === 'string' && (sign === null || typeof sign === 'function')
}

const schema = optionsOf({
  models: z.array(made<GatewayModel>('a model', 'candidates', 'query')).min(1, 'at least one model'),
  database: made<Database>('a database made by openDatabase', 'query', 'transaction'),
  host: text('an address').default('127.0.0.1'),
  port: port().default(0),
  maxBodyBytes: integer(1_024).default(1_048_576),
  maxInFlight: integer(1).default(1_024),
  origins: z.array(text('an origin, such as https://example.org')).default([]),
  publicUrl: checked<string>(isHttp, 'a URL, such as https://example.org').optional(),
  redisUrl: text('a URL').optional(),
  cap: optionsOf({ amount: integer(0), periodMs: integer(1_000) }).optional(),
  deposits: optionsOf({
    ...depositShape,
    chain: made<DepositChain>('a chain made by depositChain', 'finalized', 'transfers'),
  }).optional(),
  onDeposit: callback<(deposit: Deposit) => void>().optional(),
  reservationMs: integer(1_000).default(120_000),
  stopMs: integer(0).default(10_000),
  unready: callback<() => string | null>().optional(),
  onError: callback<(error: unknown, requestId: string) => void>().optional(),
  meter: made<GatewayMeter>('a meter', 'requested', 'called').optional(),
  within: callback<RequestScope>().optional(),
  receipts: optionsOf({
    signer: checked<ReceiptSigner>(isSigner, 'an address and a function that signs').optional(),
    genesis: text('a hash').optional(),
    keepMs: integer(1).default(2_592_000_000),
    keep: integer(0).default(100_000),
  })
    .nullable()
    .default({ keepMs: 2_592_000_000, keep: 100_000 }),
  probeShare: z.number().min(0).max(1).default(0.1),
  probeDelayMs: callback<() => number>().optional(),
  crossCheckShare: z.number().min(0).max(1).default(0.05),
  onEvidence: callback<(evidence: readonly GatewayEvidence[]) => void>().optional(),
  onWithdrawn: callback<(keyId: string) => void | Promise<void>>().optional(),
  onRequest: callback<(request: GatewayRequest) => void>().default(() => () => {}),
  replayShare: z.number().min(0).max(1).default(0.25),
  clock: made<Clock>('a clock', 'now', 'timeout').default(systemClock),
  random: callback<() => number>().default(() => Math.random),
})

/** Options of a gateway with their defaults. Throws CONFIG_INVALID. */
export const parseGatewayOptions = (options: GatewayOptions): z.output<typeof schema> =>
  parseOptions(schema, options, 'createGateway')
