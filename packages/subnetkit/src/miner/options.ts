import { isIP } from 'node:net'
import {
  callback,
  flag,
  integer,
  made,
  netuid,
  optionsOf,
  parseOptions,
  port,
  rao,
  text,
} from '@subnetkit/base'
import type {
  Admission,
  CallerList,
  MetricsOptions,
  MinerOptions,
  RateLimitOptions,
  RequestVerifierOptions,
  ServerLimits,
  ServerReceiptOptions,
  ServerSessionOptions,
  SpoolOptions,
  TlsOptions,
} from '@subnetkit/transport'
import { z } from 'zod'
import { checkPlace, invalid, type NeuronOptions, neuronFields, runningFields } from '../neuron/options.js'

/** Rules for callers of the subnet. */
export interface AdmissionRules {
  /**
   * Stake that a caller without a validator permit may show instead, in rao; null accepts the permit alone.
   * @default null
   */
  readonly minStake?: bigint | null | undefined
  /** Refuse callers without a validator permit (or `minStake`). @default true */
  readonly requirePermit?: boolean | undefined
}

/** Address at which others reach a miner, if it differs from the one it listens on. */
export interface PublishedAxon {
  /** IPv4 or IPv6 address. @default the address that the miner listens on */
  readonly host?: string | undefined
  /** @default the port that the miner listens on */
  readonly port?: number | undefined
}

/** Options of {@link runMiner}. */
export interface RunMinerOptions
  extends NeuronOptions,
    Pick<MinerOptions, 'allow' | 'ban' | 'rateLimit' | 'limits' | 'spool' | 'metrics' | 'auth'> {
  /**
   * The subnet that the miner is registered on.
   * @default none: a miner without a chain, for which `admission` has to be given
   */
  readonly netuid?: number | undefined
  /** Address to listen on; `0.0.0.0` or `::` for all. @default '127.0.0.1' */
  readonly host?: string | undefined
  /** Port to listen on; 0 picks a free one. @default 8091 */
  readonly port?: number | undefined
  /**
   * Axon to publish on chain; false publishes nothing.
   * @default the address that the miner listens on, when `netuid` is given
   */
  readonly axon?: PublishedAxon | false | undefined
  /**
   * Callers to serve: rules for those of the subnet, or an admission of your own; null admits every caller whose
   * signature verifies.
   * @default validators of the subnet: registered, with a validator permit
   */
  readonly admission?: AdmissionRules | Admission | null | undefined
  /**
   * Weight of a caller where requests have to wait for a handler: 0 or more, higher first.
   * @default the stake of the caller in TAO
   */
  readonly priority?: ((hotkey: string) => number) | undefined
  /**
   * Certificate of a miner that speaks TLS 1.3 only. Files are read again when they change, and on SIGHUP.
   * @default none: plain HTTP, as the other SDKs speak
   */
  readonly tls?: TlsOptions | undefined
  /**
   * Sessions (session/1) for callers that ask for one; null for signed requests only.
   * @default handshakes signed with the hotkey, unless only an external signer has its key
   */
  readonly sessions?: ServerSessionOptions | null | undefined
  /**
   * Receipts with which callers can prove answers to others (receipts/1), signed with the hotkey; null for none. A hotkey
   * that only an external signer holds gives none.
   * @default see ServerReceiptOptions
   */
  readonly receipts?: Omit<ServerReceiptOptions, 'keypair'> | null | undefined
  /**
   * Number of processes that serve on the one port, 1 to 256. Above 1 this program runs once more for each worker, and what
   * it does besides `runMiner` is done in all of them; sessions and receipts are off, and `rateLimit` and `limits` hold
   * in each worker, whose metrics are at the next port each (docs/miner.md).
   * @default 1
   */
  readonly workers?: number | undefined
  /**
   * Traces of answers through the OpenTelemetry SDK that the program has set up, each linked to the span that its caller
   * names. Needs the package @opentelemetry/api.
   * @default false
   */
  readonly telemetry?: boolean | undefined
}

export const axonSchema = optionsOf({ host: text().optional(), port: integer(1, 65_535).optional() })
export const rulesSchema = optionsOf({
  minStake: rao().nullable().default(null),
  requirePermit: flag().default(true),
})

export const minerSchema = optionsOf({
  ...neuronFields,
  ...runningFields,
  netuid: netuid().optional(),
  host: text('an address').default('127.0.0.1'),
  port: port().default(8_091),
  axon: z.union([z.literal(false), axonSchema], { error: 'false, or { host, port }' }).default({}),
  admission: z
    .union([z.null(), made<Admission>('an admission', 'check'), rulesSchema], {
      error: 'null, { minStake, requirePermit }, or an object with check(hotkey)',
    })
    .default({ minStake: null, requirePermit: true }),
  // Parsed by serveMiner.
  priority: callback<(hotkey: string) => number>().optional(),
  rateLimit: made<RateLimitOptions>('null or { limit, windowMs }').nullable().optional(),
  allow: made<CallerList>('{ hotkeys, addresses }').optional(),
  ban: made<CallerList>('{ hotkeys, addresses }').optional(),
  limits: made<Partial<ServerLimits>>('an object of limits').optional(),
  spool: made<SpoolOptions>('an object of options').optional(),
  tls: made<TlsOptions>('{ key, cert } or { keyFile, certFile }').optional(),
  metrics: made<MetricsOptions>('{ port, host }').optional(),
  sessions: made<ServerSessionOptions>('an object, or null for no sessions').nullable().optional(),
  receipts: made<Omit<ServerReceiptOptions, 'keypair'>>('an object of options, or null for no receipts')
    .nullable()
    .default({}),
  workers: integer(1, 256).default(1),
  telemetry: flag().default(false),
  auth: made<Omit<RequestVerifierOptions, 'hotkey'>>('an object of options').optional(),
})

export type MinerSettings = z.output<typeof minerSchema>

/** Parses the options, and refuses those that contradict each other. Throws CONFIG_INVALID. */
export function parseMinerOptions(options: RunMinerOptions): MinerSettings {
  const settings = parseOptions(minerSchema, options, 'runMiner')
  if (settings.workers > 1) checkWorkers(settings, options)
  if (settings.netuid === undefined) checkWithoutSubnet(settings)
  else checkWithSubnet(settings)
  return settings
}

/** Sessions and receipts live in the memory of one process: a request would reach a worker that does not know them. */
function checkWorkers({ workers, metrics }: MinerSettings, { sessions, receipts }: RunMinerOptions): void {
  if (metrics?.port === 0) {
    const detail = 'it is 0, but each worker has the next port'
    throw invalid('runMiner metrics.port', detail, 'Choose the port of the first worker.')
  }
  for (const [name, given] of Object.entries({ sessions, receipts })) {
    if (given === undefined || given === null) continue
    const detail = `they are off with ${workers} workers, but options for them are given`
    throw invalid(`runMiner ${name}`, detail, `Leave out ${name}, or use one worker.`)
  }
}

/** Fails closed: a missing option never admits a caller. */
function checkWithoutSubnet({ admission, network, chain }: MinerSettings): void {
  if (network !== undefined || chain !== undefined) {
    const detail = 'it is missing: a network is given, but not the subnet to serve on it'
    throw invalid('runMiner netuid', detail, 'Pass the netuid, or leave out the network and the chain.')
  }
  if (admission === null || 'check' in admission) return
  const detail = 'it is missing, so the miner cannot know whom to admit'
  const fix = 'Pass the netuid, or an admission, or admission: null to admit every caller.'
  throw invalid('runMiner netuid', detail, fix)
}

/** A wildcard address cannot be called by others. */
function checkWithSubnet({ axon, host, ...place }: MinerSettings): void {
  checkPlace('runMiner', place)
  if (axon === false) return
  const published = axon.host ?? host
  if (isIP(published) === 0) {
    const detail = `${published} is not an IP address, and the chain stores no names`
    throw invalid('runMiner axon.host', detail, 'Use the IP address at which others reach the miner.')
  }
  if (published !== '0.0.0.0' && published !== '::') return
  const detail = `the miner listens on ${published}, which others cannot call`
  throw invalid('runMiner axon.host', detail, 'Set axon.host to the address at which others reach the miner.')
}
