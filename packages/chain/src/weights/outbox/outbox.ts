import {
  checkIntegers,
  configError,
  createSerialQueue,
  isSubnetError,
  type SubnetError,
} from '@subnetkit/base'
import { chainError } from '../../errors/chain-error.js'
import { checkWeightsState, type Preflight } from '../check-state.js'
import type { WeightsMode } from '../mode.js'
import type { WeightsState } from '../state.js'
import type { WeightsVector } from '../weights-subject.js'
import { advance, type Outbox } from './advance.js'
import { blocks } from './blocks.js'
import { describeAll } from './describe.js'
import { newEntry, type OutboxEntry, type OutboxStatus } from './entry.js'
import { isOwnEntry } from './own-entry.js'
import type { WeightsChain } from './port.js'
import type { OutboxStore } from './store.js'
import type { OutboxContext } from './transition.js'

/** What {@link createOutbox} takes. */
export interface OutboxOptions {
  readonly chain: WeightsChain
  readonly store: OutboxStore
  /**
   * Blocks after which a decision that was never included is given up instead of being signed anew: by then its uids
   * may belong to others.
   * @default 150
   */
  readonly staleAfterBlocks?: number
  /** Hears each change once it is durable. What it throws is a warning of the process. @default nobody */
  readonly onChange?: (entry: OutboxEntry, before: OutboxEntry | null) => void
}

/** Carries weights to the chain, and says so only when the chain shows them. */
export interface WeightsOutbox {
  /** Checks, at one block, all that the chain will check. Nothing is sent. */
  preflight(request: {
    readonly versionKey: bigint
    readonly uids?: readonly number[]
    readonly values?: readonly number[]
    readonly mode?: WeightsMode
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
   * Takes every open entry as far as it goes within the deadline, and tells where each stands. What waits for a block
   * is followed; where several do, they share the time. At the deadline it ends with the statuses as they stand by
   * then, which is no error; without a look at the chain if that does not answer. May be called at any time and in any
   * number, after any crash: it goes on where the last one was. Throws what the chain throws while it is away.
   */
  advance(options?: {
    /** For the whole call, in ms, however many entries are open. @default the client's inclusionDeadlineMs */
    readonly deadlineMs?: number
    readonly signal?: AbortSignal
  }): Promise<OutboxStatus[]>
  /** Advances with every block until the entry is settled, or confirmed, or the signal ends it; through lost sockets. */
  settle(
    key: string,
    options?: {
      /** @default 'settled' */
      readonly until?: 'confirmed' | 'settled'
      /**
       * Ends also when the chain refuses a reveal, with the reason as the status's `problem`. A later call tries it
       * again, as long as its epoch lasts.
       * @default false
       */
      readonly untilRefused?: boolean
      readonly signal?: AbortSignal
      /** Hears where it stands, each time that changes. @default nobody */
      readonly onStatus?: (status: OutboxStatus) => void
      /** Hears why the chain could not be asked; it is tried again. @default nobody */
      readonly onTrouble?: (error: SubnetError) => void
      /**
       * Longest time without an answer of the chain before its error is thrown, in ms. What is kept is not touched:
       * a later call goes on.
       * @default 120_000
       */
      readonly awayMs?: number
    },
  ): Promise<OutboxStatus>
  /** The entry of a key, or null. */
  find(key: string): Promise<OutboxEntry | null>
  /** The newest entries, oldest first: as they are kept, without a look at the chain. */
  entries(limit?: number): Promise<OutboxEntry[]>
  /** Where the newest entries stand, oldest first. Nothing is sent. */
  status(limit?: number): Promise<OutboxStatus[]>
}

/** The outbox of one hotkey for one mechanism. Several must not work on one store at a time. */
export function createOutbox(options: OutboxOptions): WeightsOutbox {
  const { chain, store, staleAfterBlocks = 150 } = options
  const context: OutboxContext = {
    chain,
    store,
    staleAfterBlocks,
    refusals: new Map(),
    onChange: options.onChange ?? (() => {}),
  }
  const inTurn = createSerialQueue()

  const own = async (which: { open?: boolean; limit?: number }) =>
    (await store.entries(which)).filter((entry) => isOwnEntry(chain, entry))
  const outbox: Outbox = { context, own, inTurn }

  async function intend(vector: WeightsVector, { key, mode }: { key: string; mode?: WeightsMode }) {
    const state = await chain.state()
    const { checks } = checkWeightsState(state, { ...vector, ...(mode && { mode }) })
    const wrong = checks.find(({ code }) => code === 'WEIGHTS_VECTOR_INVALID')
    if (wrong) {
      const detail = wrong.sentence.replace(/^these weights cannot be set: /, '')
      throw chainError('WEIGHTS_VECTOR_INVALID', { detail })
    }
    const { genesis, subject } = chain
    const decision = { chain: genesis, subject, key, vector, block: state.block.number, wanted: mode ?? null }
    const fresh = newEntry(decision)
    const kept = await store.add(fresh)
    if (kept.revision === 0) context.onChange(kept, null)
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
    const [status] = entry ? (await describeAll(context, [entry])).statuses : []
    if (status) return { status, answered }
    throw configError('CONFIG_INVALID', {
      place: `weights ${key}`,
      detail: 'nothing of that key was decided',
    })
  }

  const find = async (key: string) => (await own({ limit: 1_000 })).find((entry) => entry.key === key) ?? null

  return {
    async preflight(request) {
      const state = await chain.state()
      return { ...checkWeightsState(state, request), state }
    },
    intend: (vector, how) => inTurn(() => intend(vector, how)),
    async advance({ deadlineMs = chain.inclusionDeadlineMs, signal } = {}) {
      checkIntegers('outbox.advance', { deadlineMs })
      return (await advance(outbox, { deadlineMs, signal })).statuses
    },
    async settle(key, options = {}) {
      const {
        until = 'settled',
        untilRefused = false,
        signal,
        onStatus,
        onTrouble,
        awayMs = 120_000,
      } = options
      let told = ''
      let answered = performance.now()
      for await (const _ of blocks(chain, signal)) {
        try {
          const { status, answered: isThere } = await advanceOne(key, signal)
          if (!isThere) throw silent(chain.inclusionDeadlineMs)
          answered = performance.now()
          if (status.sentence !== told) onStatus?.(status)
          told = status.sentence
          const { stage } = status.entry
          if (status.settled || (until === 'confirmed' && (stage === 'confirmed' || stage === 'revealing'))) {
            return status
          }
          if (untilRefused && status.problem !== null) return status
        } catch (error) {
          if (!isPassing(error) || performance.now() - answered > awayMs) throw error
          onTrouble?.(error)
        }
      }
      throw signal?.reason ?? new Error('the wait for blocks ended')
    },
    find,
    entries: (limit = 20) => own({ limit }),
    status: async (limit = 20) => (await describeAll(context, await own({ limit }))).statuses,
  }
}

/** Errors that say that the chain could not be asked, not that it has answered. */
const passing: ReadonlySet<string> = new Set<string>([
  'CHAIN_UNREACHABLE',
  'CHAIN_TIMEOUT',
  'CHAIN_CONNECTION_LOST',
  'CHAIN_BUSY',
  'CHAIN_CALL_REFUSED',
  'CHAIN_ANSWER_UNREADABLE',
  'CHAIN_RUNTIME_CHANGED',
])

const silent = (deadlineMs: number) =>
  chainError('CHAIN_TIMEOUT', { operation: 'looking where weights stand', deadlineMs })

const isPassing = (error: unknown): error is SubnetError => isSubnetError(error) && passing.has(error.code)
