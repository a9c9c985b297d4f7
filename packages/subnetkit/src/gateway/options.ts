import {
  checked,
  flag,
  integer,
  made,
  milliseconds,
  netuid,
  number,
  optionsOf,
  parseOptions,
  port,
  text,
} from '@subnetkit/base'
import type { Subnet } from '@subnetkit/core'
import type { Database } from '@subnetkit/core/validator'
import type { DepositOptions } from '@subnetkit/gateway'
import { metricsField } from '@subnetkit/transport/options'
import { z } from 'zod'
import { checkPlace, invalid, type NeuronOptions, neuronFields, runningFields } from '../neuron/options.js'
import type { OrganicLink } from '../validator/organic-link.js'
import type { ScoreSource } from './score-labels.js'

/** Options of {@link runGateway}. */
export interface RunGatewayOptions extends NeuronOptions {
  readonly netuid: number
  /** Address that it listens on. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** @default 8080 */
  readonly port?: number | undefined
  /** Name by which clients ask for the subnet. @default the name of the subnet */
  readonly model?: string | undefined
  /** Further subnets of the same chain, offered by the same hotkey. @default none */
  readonly more?: readonly MoreSubnet[] | undefined
  /** Other names for it, such as `gpt-4o-mini` for a client that has it built in. @default none */
  readonly aliases?: readonly string[] | undefined
  /** Price of an answer, in micro-credits. @default 0 */
  readonly priceFixed?: number | undefined
  /** Price of 1,000 tokens of prompts and answers, in micro-credits. @default 0 */
  readonly pricePerThousandTokens?: number | undefined
  /** Micro-credits that all keys together may spend in `capSeconds`. @default no limit */
  readonly cap?: number | undefined
  /** @default 86_400, a day */
  readonly capSeconds?: number | undefined
  /** Accepts TAO as a means of payment for prepaid keys. @default not accepted */
  readonly deposits?: (DepositOptions & ArchiveOptions) | undefined
  /** Largest body of a request, in bytes. @default 1_048_576 */
  readonly maxBodyBytes?: number | undefined
  /**
   * Requests in flight, of all keys together; more are refused with 503. A key without a limit of its own may have a quarter of them.
   * @default 1_024
   */
  readonly maxInFlight?: number | undefined
  /** Origins of web pages that may call it; `*` for any. @default none */
  readonly origins?: readonly string[] | undefined
  /** Address at which clients reach it through a proxy, `https://…`, for links to pictures. @default the one that they use, over plain HTTP */
  readonly publicUrl?: string | undefined
  /** Folder for keys and budgets; null keeps them in memory, and they are lost with the process. @default `gateway` in the state folder */
  readonly directory?: string | null | undefined
  /** PostgreSQL for them instead, `postgres://…`, which gateways may share. @default the folder */
  readonly databaseUrl?: string | undefined
  /** An open database instead, which stays the caller's to close. */
  readonly database?: Database | undefined
  /** Redis for rates that gateways share, `redis://…`. @default memory */
  readonly redisUrl?: string | undefined
  /**
   * Address of `/metrics` for Prometheus, with `/healthz` and `/readyz`, apart from that of clients. Needs the package prom-client.
   * @default none
   */
  readonly metrics?: { readonly port: number; readonly host?: string | undefined } | undefined
  /**
   * Traces of requests and of the queries to miners that they make, through the OpenTelemetry SDK that the program has set up. Needs the
   * package @opentelemetry/api.
   * @default false
   */
  readonly telemetry?: boolean | undefined
  /**
   * Port of 127.0.0.1 at which the dashboard of a validator in another process reads what the gateway does; 0 for a free one. It is
   * read-only, and names neither keys nor prompts.
   * @default none
   */
  readonly statusPort?: number | undefined
  /** Query axons at private, loopback and other addresses that are not public. @default true on a devnet, otherwise false */
  readonly allowPrivateAddresses?: boolean | undefined
  /** Keep receipts of answers, which state who gave them. @default true */
  readonly receipts?: boolean | undefined
  /** Days for which a receipt is kept. @default 30 */
  readonly receiptDays?: number | undefined
  /** Receipts that are kept, at most. @default 100_000 */
  readonly receiptCount?: number | undefined
  /**
   * Store of a validator of this subnet, `validator.store`: the gateway routes by the skill that its scores show.
   * @default none: pay, and what the gateway itself finds out
   */
  readonly scores?: ScoreSource | undefined
  /**
   * Lets requests of keys whose owners have agreed feed the scores of a validator in this process, started with its option `organic`. Both then
   * ask the miners through one client.
   * @default requests feed no scores
   */
  readonly organic?: OrganicOptions | undefined
  /** Time for running requests when it closes, in ms. @default 10_000 */
  readonly stopMs?: number | undefined
}

/** Traffic of users that feeds scores. */
export interface OrganicOptions {
  /** `organic` of the running validator. */
  readonly validator: OrganicLink
  /** Share of probes that are questions of users who have agreed to it. @default 0.25 */
  readonly replayShare?: number | undefined
  /** Share of requests whose answer the gateway compares with that of another operator's miner, at its own expense. @default 0.05 */
  readonly crossCheckShare?: number | undefined
}

/** A further subnet of a gateway. */
export interface MoreSubnet {
  readonly subnet: Pick<Subnet, 'name' | 'protocol' | 'views'>
  readonly netuid: number
  /** Name by which clients ask for it. @default the name of the subnet */
  readonly model?: string | undefined
  /** Price of an answer, in micro-credits. @default that of the gateway */
  readonly priceFixed?: number | undefined
  /** Price of 1,000 tokens, in micro-credits. @default that of the gateway */
  readonly pricePerThousandTokens?: number | undefined
}

const isMore = (value: unknown): boolean => {
  const { subnet, netuid, priceFixed, pricePerThousandTokens } = Object(value) as Readonly<
    Record<keyof MoreSubnet, unknown>
  >
  return (
    Number.isInteger(netuid) &&
    [priceFixed, pricePerThousandTokens].every(isPrice) &&
    typeof (Object(subnet) as { readonly protocol?: unknown }).protocol === 'object'
  )
}

const isLink = (value: unknown): boolean => {
  const { traffic, store, client } = Object(value) as Partial<OrganicLink>
  return [traffic?.profiles, store?.addEvidence, client?.query].every((part) => typeof part === 'function')
}

const isPrice = (value: unknown): boolean =>
  value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)

const credits = () => integer(0)

/** Terms on which an operator accepts TAO: the fields of DepositOptions. */
export const depositSchema = optionsOf({
  address: text('an SS58 address'),
  creditsPerTao: integer(1, 1_000_000_000),
  minimumRao: integer(500).default(10_000_000),
  archive: text('the name of a network or a URL').optional(),
})

/** Address of a node for blocks that the own one has pruned. */
export interface ArchiveOptions {
  /** Name or URL of an archive node, for deposits of a time when the gateway was away. @default none: it waits, and says so */
  readonly archive?: string | undefined
}

/** Shares of requests by which the traffic of users is judged. */
export const organicShares = {
  replayShare: number(0, 1).default(0.25),
  crossCheckShare: number(0, 1).default(0.05),
}

export const gatewaySchema = optionsOf({
  ...neuronFields,
  ...runningFields,
  netuid: netuid(),
  host: text('an address').default('127.0.0.1'),
  port: port().default(8_080),
  model: text('a name').optional(),
  aliases: z.array(text('a name'), 'a list of names').default([]),
  more: z
    .array(checked<MoreSubnet>(isMore, 'a subnet and its netuid'), 'a list of subnets with their netuids')
    .default([]),
  priceFixed: credits().default(0),
  pricePerThousandTokens: credits().default(0),
  cap: credits().optional(),
  capSeconds: integer(60).default(86_400),
  deposits: depositSchema.optional(),
  maxBodyBytes: integer(1_024).default(1_048_576),
  maxInFlight: integer(1).default(1_024),
  origins: z.array(text('an origin'), 'a list of origins such as https://example.org').default([]),
  publicUrl: text('a URL, such as https://example.org').optional(),
  directory: text('a path, or null').nullable().optional(),
  databaseUrl: text('a URL').optional(),
  database: made<Database>('a database made by openDatabase', 'query', 'transaction').optional(),
  redisUrl: text('a URL').optional(),
  metrics: metricsField().optional(),
  telemetry: flag().default(false),
  statusPort: port().optional(),
  allowPrivateAddresses: flag().optional(),
  receipts: flag().default(true),
  receiptDays: integer(1, 3_650).default(30),
  receiptCount: integer(0).default(100_000),
  scores: made<ScoreSource>('the store of a validator', 'foldedRounds', 'receipts').optional(),
  organic: optionsOf({
    validator: checked<OrganicLink>(isLink, 'organic of a running validator that has the option organic'),
    ...organicShares,
  }).optional(),
  stopMs: milliseconds(0).default(10_000),
})
export type GatewaySettings = z.output<typeof gatewaySchema>

/** Parses the options, and refuses those that contradict each other. Throws CONFIG_INVALID. */
export function parseGatewayOptions(options: RunGatewayOptions): GatewaySettings {
  const settings = parseOptions(gatewaySchema, options, 'runGateway')
  checkPlace('runGateway', settings)
  const { directory, databaseUrl, database } = settings
  const [first, second] = Object.entries({ directory, databaseUrl, database }).flatMap(([name, place]) =>
    place === undefined ? [] : [name],
  )
  if (second === undefined) return settings
  const fix = `Leave out either the ${first} or the ${second}.`
  throw invalid(`runGateway ${first}`, `${second} is given as well`, fix)
}
