import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import {
  type Clock,
  callback,
  integer,
  made,
  milliseconds,
  optionsOf,
  parseOptions,
  systemClock,
  text,
} from '@subnetkit/base'
import { z } from 'zod'
import type { ConnectionEvent } from './events.js'

/** Options of {@link connectChain}: networks or endpoints, or a provider in this process. */
export interface ChainOptions {
  /**
   * `finney`, `test`, `archive`, `local`, a WebSocket URL, or a list of these, tried in order. A name expands to all
   * endpoints of that network.
   */
  readonly network?: string | readonly string[] | undefined
  /** WebSocket URL of a Subtensor node, for example `ws://127.0.0.1:9944`; comes before those of `network`. */
  readonly endpoint?: string | undefined
  /** An in-process provider, such as `devnet.provider`, instead of an endpoint. Closing the client disconnects it. */
  readonly provider?: ProviderInterface | undefined
  /**
   * Hash of block 0 that every endpoint must have.
   * @default that of the named network, or of the endpoint that answers first
   */
  readonly genesisHash?: string | undefined
  /**
   * Longest wait for any one answer of the chain, in ms; inclusion of an extrinsic has its own limit, and connecting to
   * one endpoint may take three times as long.
   * @default 10000
   */
  readonly deadlineMs?: number | undefined
  /**
   * Longest wait from submission to inclusion, in ms (five blocks of 12 s).
   * @default 60000
   */
  readonly inclusionDeadlineMs?: number | undefined
  /**
   * Time without a new block after which a node that answers is reported as stalled, and left once for each other
   * endpoint, in ms. The node is probed at the latest then, and after five of the usual pauses between blocks if blocks
   * come faster; if it does not answer, it is left.
   * @default 60000
   */
  readonly stallMs?: number | undefined
  /**
   * Backoff between reconnections, in ms: at most `firstMs`, then doubled up to `longestMs`, each shortened at random by
   * up to a half.
   * @default { firstMs: 250, longestMs: 5000 }
   */
  readonly reconnect?:
    | { readonly firstMs?: number | undefined; readonly longestMs?: number | undefined }
    | undefined
  /**
   * Listens to the connection's events, from the first attempt on; `client.onEvent` starts once it is established.
   * @default none
   */
  readonly onEvent?: ((event: ConnectionEvent) => void) | undefined
  /**
   * Maximum size of a message from a node, in bytes.
   * @default 67108864
   */
  readonly maxMessageBytes?: number | undefined
  /**
   * Source of time for every deadline, pause and watchdog; tests pass a manual one.
   * @default the system's clock
   */
  readonly clock?: Clock | undefined
}

const hashExpected = '0x and 64 hex digits'
const largestMessage = 64 * 1024 * 1024

const chainOptions = optionsOf({
  network: z
    .union([z.string(), z.array(z.string()).readonly()], {
      error: 'the name of a network or a WebSocket URL, or several',
    })
    .default([]),
  endpoint: text('a WebSocket URL').optional(),
  provider: made<ProviderInterface>('a provider of polkadot.js', 'send').optional(),
  genesisHash: z
    .string({ error: hashExpected })
    .regex(/^0x[0-9a-f]{64}$/i, { error: hashExpected })
    .transform((hash) => hash.toLowerCase())
    .optional(),
  deadlineMs: milliseconds().default(10_000),
  inclusionDeadlineMs: milliseconds().default(60_000),
  stallMs: milliseconds().default(60_000),
  reconnect: optionsOf({
    firstMs: milliseconds().default(250),
    longestMs: milliseconds().default(5_000),
  }).prefault({}),
  onEvent: callback<(event: ConnectionEvent) => void>().optional(),
  maxMessageBytes: integer(65_536).default(largestMessage),
  clock: made<Clock>('a clock', 'now', 'sleep', 'timeout').default(systemClock),
})

/** Options with all defaults filled in. */
export type ChainSettings = z.output<typeof chainOptions>

/** Fills in the defaults. Throws CONFIG_INVALID. */
export const parseChainOptions = (options: ChainOptions): ChainSettings =>
  parseOptions(chainOptions, options, 'connectChain')
