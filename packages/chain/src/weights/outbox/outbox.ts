import {
  type Clock,
  callback,
  checked,
  configError,
  createSerialQueue,
  createWakeup,
  flag,
  integer,
  isSubnetError,
  made,
  milliseconds,
  oneOf,
  optionsOf,
  parseOptions,
  SubnetError,
  systemClock,
} from '@subnetkit/base'
import type { ChainClient } from '../../connection/connect-chain.js'
import { chainError } from '../../errors/chain-error.js'
import type { Signer } from '../../extrinsic/types.js'
import { parameter } from '../../plan/parameters.js'
import { askedFields, checkWeightsState, type Preflight } from '../check-state.js'
import type { WeightsMode } from '../mode.js'
import type { WeightsState } from '../state.js'
import type { WeightsVector } from '../weights-subject.js'
import { advance, type Outbox } from './advance.js'
import { createWeightsChain, weightsChainFields } from './chain-over-client.js'
import { isEntryOf, isSettled, newEntry, type OutboxEntry } from './entry.js'
import { type OutboxStatus, reportAll } from './status.js'
import type { OutboxStore } from './store.js'
import type { OutboxContext } from './transitions.js'
import type { WeightsChain } from './weights-chain.js'

/** Options of {@link createOutbox}. */
export interface OutboxOptions {
  readonly chain: WeightsChain
  readonly store: OutboxStore
  /**
   * Blocks after which a decision that was never included is given up instead of being signed again: by then its uids
   * may belong to other hotkeys.
   * @default 150
   */
  readonly staleAfterBlocks?: number | undefined
  /** Called with each change once it is durable. Its errors become process warnings. @default none */
  readonly onChange?: ((entry: OutboxEntry, before: OutboxEntry | null) => void) | undefined
  /** @default the client's, or the system's */
  readonly clock?: Clock | undefined
}

/** Options of {@link createWeightsOutbox}. */
export interface WeightsOutboxOptions extends Omit<OutboxOptions, 'chain'> {
  readonly client: ChainClient
  /** The validator's hotkey. */
  readonly signer: Signer
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
}

/** Delivers weights to the chain, and reports success only once the chain shows them. */
export interface WeightsOutbox {
  /** Checks, at one block, all that the chain will check. Nothing is sent. */
  preflight(request: {
    readonly versionKey: bigint
    readonly uids?: readonly number[] | undefined
    readonly values?: readonly number[] | undefined
    readonly mode?: WeightsMode | undefined
  }): Promise<Preflight & { readonly state: WeightsState }>
  /**
   * Keeps a decision; nothing is signed yet. Decided twice under one key it stays the first one. Older ones that no
   * node has seen give way to it. Throws WEIGHTS_VECTOR_INVALID.
   */
  intend(
    vector: WeightsVector,
    options: {
      /** Names the decision, such as `round-12`. */
      readonly key: string
      /** @default as the chain's state asks for */
      readonly mode?: WeightsMode
    },
  ): Promise<OutboxEntry>
  /**
   * Advances every open entry as far as possible within the deadline, and reports the status of each. Entries that wait
   * for a block are tracked; several share the time. At the deadline it returns the statuses as they are by then, which
   * is not an error; if the chain does not answer, without looking at it. Can be called at any time and any number of
   * times, after any crash: it resumes from the last durable stage. Throws the chain's errors while it is unreachable.
   */
  advance(options?: {
    /** For the whole call, in ms, however many entries are open. @default the client's inclusionDeadlineMs */
    readonly deadlineMs?: number
    readonly signal?: AbortSignal
  }): Promise<OutboxStatus[]>
  /** Advances with every block until the entry is settled or confirmed, or the signal aborts; survives lost sockets. */
  settle(
    key: string,
    options?: {
      /** @default 'settled' */
      readonly until?: 'confirmed' | 'settled'
      /**
       * Also ends when the chain refuses a reveal, with the reason as the status's `problem`. A later call retries it
       * while its epoch lasts.
       * @default false
       */
      readonly untilRefused?: boolean
      readonly signal?: AbortSignal
      /** Listens to each change of the status. @default none */
      readonly onStatus?: (status: OutboxStatus) => void
      /** Listens to failed reads of the chain, which are retried. @default none */
      readonly onTrouble?: (error: SubnetError) => void
      /**
       * Longest time without an answer of the chain before its error is thrown, in ms. Stored entries are not affected:
       * a later call resumes.
       * @default 120_000
       */
      readonly awayMs?: number
    },
  ): Promise<OutboxStatus>
  /** The entry of a key, or null. */
  find(key: string): Promise<OutboxEntry | null>
  /** Returns the newest entries, oldest first, as stored; does not read the chain. */
  entries(limit?: number): Promise<OutboxEntry[]>
  /** Returns the status of the newest entries, oldest first. Sends nothing. */
  status(limit?: number): Promise<OutboxStatus[]>
}

const sharedOptions = {
  store: made<OutboxStore>('a store of an outbox', 'add', 'replace', 'entries'),
  staleAfterBlocks: integer(1).default(150),
  onChange: callback<NonNullable<OutboxOptions['onChange']>>().default(() => () => {}),
  clock: made<Clock>('a clock', 'now', 'sleep', 'timeout').optional(),
}
const outboxOptions = optionsOf({ chain: made<WeightsChain>('a chain', 'onHead'), ...sharedOptions })
const weightsOutboxOptions = optionsOf({
  ...weightsChainFields,
  mechanism: parameter.mechanism.default(0),
  ...sharedOptions,
})
const abort = () => checked<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal').optional()
const preflightOptions = optionsOf(askedFields)
const advanceOptions = optionsOf({ deadlineMs: milliseconds().optional(), signal: abort() })
const settleOptions = optionsOf({
  until: oneOf('settled', 'confirmed').default('settled'),
  untilRefused: flag().default(false),
  signal: abort(),
  onStatus: callback<(status: OutboxStatus) => void>().optional(),
  onTrouble: callback<(error: SubnetError) => void>().optional(),
  awayMs: milliseconds().default(120_000),
})

/**
 * Creates the outbox of a hotkey's weights, over one connection.
 * @example
 * await using store = await openOutboxFile('weights.json')
 * const outbox = createWeightsOutbox({ client, signer: hotkey, netuid: 2, store })
 * await outbox.intend({ uids: [1, 4], values: [65535, 9000], versionKey: 3n }, { key: 'today' })
 * const { sentence } = await outbox.settle('today')
 */
export function createWeightsOutbox(options: WeightsOutboxOptions): WeightsOutbox {
  const parsed = parseOptions(weightsOutboxOptions, options, 'createWeightsOutbox')
  const { client, signer, netuid, mechanism, ...rest } = parsed
  const chain = createWeightsChain(client, signer, { netuid, mechanism })
  return createOutbox({ ...rest, chain, clock: rest.clock ?? client.clock })
}

/** Longest time between two looks of a call that settles, in ms: a lost subscription must not stop it. */
const patienceMs = 15_000

/** Creates the outbox of one hotkey for one mechanism. Several may work on one store: revisions keep every step single. */
export function createOutbox(options: OutboxOptions): WeightsOutbox {
  const parsed = parseOptions(outboxOptions, options, 'createOutbox')
  const { chain, store, staleAfterBlocks, onChange, clock = systemClock } = parsed
  const context: OutboxContext = { chain, store, clock, staleAfterBlocks, refusals: new Map(), onChange }
  const inTurn = createSerialQueue()
  const isOwn = (entry: OutboxEntry) => isEntryOf(chain, entry)
  const own = async (which: { limit?: number }) => (await store.entries(which)).filter(isOwn)
  const open = async () =>
    (await store.entries({ open: true })).filter(isOwn).filter((entry) => !isSettled(entry))
  const outbox: Outbox = { context, own, open, inTurn }
  const find = async (key: string) => (await own({ limit: 1_000 })).find((entry) => entry.key === key) ?? null

  async function intend(vector: WeightsVector, { key, mode }: { key: string; mode?: WeightsMode }) {
    const state = await chain.state()
    const { checks } = checkWeightsState(state, { ...vector, ...(mode && { mode }) })
    for (const check of checks) {
      if (check.ok || check.code !== 'WEIGHTS_VECTOR_INVALID') continue
      const { code, sentence: message, fix } = check
      throw new SubnetError({ code, message, fix, details: {} })
    }
    const { genesis, subject } = chain
    const decision = { chain: genesis, subject, key, vector, block: state.block.number, wanted: mode ?? null }
    const kept = await store.add(newEntry(decision))
    if (kept.revision === 0) onChange(kept, null)
    return kept
  }

  async function advanceOne(
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly status: OutboxStatus; readonly answered: boolean }> {
    const { statuses, answered } = await advance(outbox, { deadlineMs: chain.inclusionDeadlineMs, signal })
    const known = statuses.find(({ entry }) => entry.key === key)
    if (known) return { status: known, answered }
    const entry = await find(key)
    const [status] = entry ? (await reportAll(context, [entry])).statuses : []
    if (status) return { status, answered }
    throw configError('CONFIG_INVALID', {
      place: `weights ${key}`,
      detail: 'no weights were decided under that key',
      fix: 'Use a key that the outbox lists.',
    })
  }

  return {
    async preflight(request) {
      const asked = parseOptions(preflightOptions, request, 'outbox.preflight')
      const state = await chain.state()
      return { ...checkWeightsState(state, asked), state }
    },
    intend: (vector, how) => inTurn(() => intend(vector, how)),
    async advance(options = {}) {
      const { deadlineMs = chain.inclusionDeadlineMs, signal } = parseOptions(
        advanceOptions,
        options,
        'outbox.advance',
      )
      return (await advance(outbox, { deadlineMs, signal })).statuses
    },
    async settle(key, options = {}) {
      const parsed = parseOptions(settleOptions, options, 'outbox.settle')
      const { until, untilRefused, signal, onStatus, onTrouble, awayMs } = parsed
      let reported = ''
      let answered = clock.now()
      const news = createWakeup(patienceMs, clock)
      const stop = chain.onHead(news.wake)
      try {
        for (; !signal?.aborted; await news.wait(signal)) {
          try {
            const { status, answered: isThere } = await advanceOne(key, signal)
            if (!isThere) throw silent(chain.inclusionDeadlineMs)
            answered = clock.now()
            if (status.sentence !== reported) onStatus?.(status)
            reported = status.sentence
            const { stage } = status.entry
            const isConfirmed = stage === 'confirmed' || stage === 'revealing'
            if (status.settled || (until === 'confirmed' && isConfirmed)) return status
            if (untilRefused && status.problem !== null) return status
          } catch (error) {
            if (!isTransient(error) || clock.now() - answered > awayMs) throw error
            onTrouble?.(error)
          }
        }
        throw signal.reason
      } finally {
        stop()
      }
    },
    find,
    entries: (limit = 20) => own({ limit }),
    status: async (limit = 20) => (await reportAll(context, await own({ limit }))).statuses,
  }
}

const silent = (deadlineMs: number) =>
  chainError('CHAIN_TIMEOUT', { operation: 'reading the status of weights', deadlineMs })

/** True if the chain could not be reached, as opposed to having answered. */
const isTransient = (error: unknown): error is SubnetError => isSubnetError(error) && error.transient
