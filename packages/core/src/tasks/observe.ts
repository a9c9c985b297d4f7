import {
  type Clock,
  integer,
  limitTime,
  optionsOf,
  parseOptions,
  reasonOf,
  text,
  untilAborted,
} from '@subnetkit/base'
import { z } from 'zod'
import { coreError } from '../errors.js'
import { canonicalJson } from '../records/canonical-json.js'

/** A round that is about to be planned, as `observe` of a task source sees it. */
export interface ObserveContext {
  /** Number of the round. */
  readonly round: number
  /**
   * Hash of the newest block, `0x` and 64 hex digits. On chain the round's secret was committed before it, so that neither the
   * validator nor a miner could know it then.
   */
  readonly blockHash: string
  /** Miners that the round may ask, by uid: sampling and budgets may leave some of them out. */
  readonly miners: readonly ObservedMiner[]
  /** Round before this one that was observed, and its observation as it is stored; null for the first one that is kept. */
  readonly previous: { readonly round: number; readonly observed: unknown } | null
  /** Aborted at the deadline, or when the validator stops. */
  readonly signal: AbortSignal
}

/** Miner that a round may ask. */
export interface ObservedMiner {
  readonly hotkey: string
  readonly uid: number
}

/** Part of a task source that observes rounds. */
export interface ObservingSource {
  /**
   * Returns JSON of at most 1 MiB that all tasks of a round are drawn with. Called once when the round is planned, before any
   * miner is asked; what it returned is stored with the round.
   * @default none
   */
  readonly observe?: ((context: ObserveContext) => unknown) | undefined
  /** Time for `observe`, in ms. @default 30_000 */
  readonly observeDeadlineMs?: number | undefined
}

/** Largest observation, in bytes of JSON. */
export const mostObservedBytes = 1_048_576

const defaultDeadlineMs = 30_000

/** Options of {@link observeRound}. */
export interface ObserveOptions extends Omit<ObserveContext, 'signal'> {
  /** Ends the wait, with its reason. @default never */
  readonly signal?: AbortSignal | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

const observeOptions = z.looseObject({
  ...{ round: integer(), blockHash: text('the hash of a block') },
  miners: z.array(z.looseObject({ hotkey: text('a hotkey'), uid: integer() }), 'a list of miners'),
})
const edge = optionsOf({ options: observeOptions })

/**
 * Observes a round by its task source, as a validator does when it plans one. Returns a frozen copy of the JSON, which tasks are
 * drawn with as `observed` of the round, and undefined for a source that observes nothing.
 * Throws OBSERVE_FAILED for a source that throws, takes longer than its deadline, or returns anything but JSON of at most 1 MiB.
 * @example
 * const observed = await observeRound(subnet.tasks, { round: 7, blockHash, miners: [{ hotkey, uid: 0 }], previous: null })
 * const tasks = subnet.tasks.tasksFor({ netuid: 1, mechanism: 0, number: 7, secret, observed }, hotkey)
 */
export async function observeRound(
  { observe, observeDeadlineMs = defaultDeadlineMs }: ObservingSource,
  options: ObserveOptions,
): Promise<unknown> {
  if (observe === undefined) return undefined
  parseOptions(edge, { options }, 'observeRound')
  const { round, blockHash, miners, previous, signal, clock } = options
  using limit = limitTime(observeDeadlineMs, { signal, clock })
  try {
    const context = { round, blockHash, miners, previous, signal: limit.signal }
    const seen = await untilAborted(
      Promise.resolve().then(() => observe(context)),
      limit.signal,
    )
    return readObserved(writeObserved(seen))
  } catch (error) {
    signal?.throwIfAborted()
    const detail = limit.isCauseOf(error) ? `no result within ${observeDeadlineMs} ms` : reasonOf(error)
    throw coreError('OBSERVE_FAILED', { round, detail }, { cause: error })
  }
}

/** Returns an observation as canonical JSON. Throws for what is not JSON, or takes too many bytes. */
export function writeObserved(observed: unknown): string {
  requireJson(observed, 'it')
  const json = canonicalJson(observed)
  const bytes = Buffer.byteLength(json)
  if (bytes <= mostObservedBytes) return json
  throw new RangeError(`it returned ${bytes} bytes of JSON, more than ${mostObservedBytes}`)
}

/** Returns an observation from its JSON; frozen, because all tasks of a round are drawn with the same value. */
export function readObserved(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) => Object.freeze(value))
}

/** JSON.stringify would turn dates into texts and maps into nothing, while the types of a draw promise what was returned. */
function requireJson(value: unknown, place: string): void {
  if (typeof value !== 'object' || value === null) {
    if (typeof value !== 'undefined' || place !== 'it') return
    throw new TypeError('it returned undefined, which is no JSON')
  }
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) requireJson(item, `${place}[${at}]`)
    return
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${place} is an object of a class (${value.constructor?.name}), which is no JSON`)
  }
  for (const [key, field] of Object.entries(value)) requireJson(field, `${place}.${key}`)
}
