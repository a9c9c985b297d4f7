import { type Clock, onAbort, setLatest, systemClock } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import type { ServerLimits } from '../http/limits.js'
import type { LiveWork } from '../http/live-signals.js'

/** Right to run a handler, until it is disposed. */
export type Turn = Disposable

/** Requests that run, and those that wait for their turn because too many do. */
export interface WaitingRoom {
  readonly running: number
  readonly waiting: number
  /** Throws MINER_OVERLOADED if a request of this caller would be refused now. */
  check(hotkey: string): void
  /**
   * Returns a turn, or its promise where it has to wait. Rejects with MINER_OVERLOADED when the room is full, when a
   * caller of higher priority takes the place, after `maxWaitMs`, or when `signal` aborts. The signal is read only for a
   * request that has to wait.
   */
  enter(
    hotkey: string,
    wait: { readonly maxWaitMs: number; readonly signal: AbortSignal },
  ): Turn | Promise<Turn>
}

interface WaitingRoomOptions {
  readonly limits: Pick<
    ServerLimits,
    'maxConcurrent' | 'maxConcurrentPerCaller' | 'maxWaiting' | 'maxWaitMs' | 'agingMs'
  >
  /** Weight of a caller: 0 or more. */
  readonly priority: (hotkey: string) => number
  /** @default the system's */
  readonly clock?: Clock | undefined
}

interface Waiter {
  readonly hotkey: string
  readonly rank: number
  readonly begin: (turn: Turn) => void
  readonly refuse: () => void
}

/** Most callers whose time without service is remembered. */
const maxCallers = 4_096
/** Longest pause that a refused caller is asked for, in ms. */
const maxRetryMs = 60_000
/** Most doublings that waiting is worth: no stake on a network is larger than 2 ** 60 times another. */
const mostDoublings = 60

/**
 * The order of those that wait: each `agingMs` without service counts as much as a doubling of the priority. The time
 * counts for the caller across refusals, so that small callers have their turn between large ones; the next request of a
 * caller that waits already has an own time. As everybody ages alike, the rank of a request does not change.
 */
export function createWaitingRoom({
  limits,
  priority,
  clock = systemClock,
}: WaitingRoomOptions): WaitingRoom {
  const { maxConcurrent, maxWaiting, agingMs } = limits
  const { maxConcurrentPerCaller = Math.max(1, Math.floor(maxConcurrent / 4)) } = limits
  /** Places for callers of which something runs; the others are for those of which nothing does. */
  const sharedPlaces = Math.min(
    maxConcurrent,
    Math.max(maxConcurrent - Math.floor(maxConcurrent / 8), maxConcurrentPerCaller),
  )
  const waiters: Waiter[] = []
  const runningOf = new Map<string, number>()
  const unservedSince = new Map<string, number>()
  let running = 0
  /** Recent average time of a turn, in ms. */
  let turnMs = 100

  /** Sum of the times at which the running turns began, in ms. */
  let begunAt = 0

  function isFree(hotkey: string): boolean {
    const own = runningOf.get(hotkey) ?? 0
    if (own === 0) return running < maxConcurrent
    return own < maxConcurrentPerCaller && running < sharedPlaces
  }

  function begin(hotkey: string): Turn {
    const startedAt = clock.now()
    running++
    begunAt += startedAt
    runningOf.set(hotkey, (runningOf.get(hotkey) ?? 0) + 1)
    unservedSince.delete(hotkey)
    let isOver = false
    return {
      [Symbol.dispose]() {
        if (isOver) return
        isOver = true
        running--
        begunAt = running === 0 ? 0 : begunAt - startedAt
        const own = runningOf.get(hotkey)! - 1
        if (own === 0) runningOf.delete(hotkey)
        else runningOf.set(hotkey, own)
        turnMs += (clock.now() - startedAt - turnMs) / 16
        // Two may begin: the place, and the share of its caller, can have kept back one each.
        while (callNext());
      },
    }
  }

  function callNext(): boolean {
    let next: Waiter | undefined
    for (const waiter of waiters) {
      if (isFree(waiter.hotkey) && (next === undefined || waiter.rank > next.rank)) next = waiter
    }
    if (next === undefined) return false
    remove(next)
    next.begin(begin(next.hotkey))
    return true
  }

  function remove(waiter: Waiter): void {
    const index = waiters.indexOf(waiter)
    if (index >= 0) waiters.splice(index, 1)
  }

  function rankOf(hotkey: string): { readonly rank: number; readonly since: number } {
    const now = clock.now()
    const waits = waiters.some((waiter) => waiter.hotkey === hotkey)
    const known = waits ? now : (unservedSince.get(hotkey) ?? now)
    const since = Math.max(known, now - mostDoublings * agingMs)
    const weight = priority(hotkey)
    return { rank: Math.log2(1 + (weight > 0 ? weight : 0)) - since / agingMs, since }
  }

  /** The one that would have to leave for a request of this rank; null if the room has space. */
  function lastBefore(rank: number): Waiter | null {
    if (waiters.length < maxWaiting) return null
    let last: Waiter | undefined
    for (const waiter of waiters) if (last === undefined || waiter.rank <= last.rank) last = waiter
    if (last === undefined || last.rank >= rank) throw overloaded()
    return last
  }

  function noteUnserved(hotkey: string, since: number): void {
    if (unservedSince.has(hotkey)) return
    setLatest(unservedSince, hotkey, since, maxCallers)
  }

  function overloaded() {
    const rounds = Math.max(1, (waiters.length + 1) / maxConcurrent)
    // Turns that are not over count as well: those that have lasted for long are expected to last for as long again.
    const ageMs = running === 0 ? 0 : clock.now() - begunAt / running
    const retryMs = Math.min(maxRetryMs, Math.ceil(Math.max(1, rounds * Math.max(turnMs, ageMs))))
    const details = { limit: maxConcurrent + maxWaiting, retryMs }
    return transportError('MINER_OVERLOADED', details)
  }

  return {
    get running() {
      return running
    },
    get waiting() {
      return waiters.length
    },
    check(hotkey) {
      if (isFree(hotkey) || waiters.length < maxWaiting) return
      const { rank, since } = rankOf(hotkey)
      noteUnserved(hotkey, since)
      lastBefore(rank)
    },
    enter(hotkey, wait) {
      if (isFree(hotkey)) return begin(hotkey)
      const { maxWaitMs, signal } = wait
      if (signal.aborted) throw overloaded()
      const { rank, since } = rankOf(hotkey)
      noteUnserved(hotkey, since)
      lastBefore(rank)?.refuse()
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          ...{ hotkey, rank },
          begin(turn) {
            stop()
            resolve(turn)
          },
          refuse() {
            stop()
            remove(waiter)
            noteUnserved(hotkey, clock.now())
            reject(overloaded())
          },
        }
        const timer = clock.timeout(waiter.refuse, Math.min(limits.maxWaitMs, maxWaitMs))
        const letGo = onAbort(signal, waiter.refuse)
        const stop = () => {
          timer.cancel()
          letGo()
        }
        waiters.push(waiter)
      })
    },
  }
}

/** Wait for a place; the signal is created for a request that really waits. */
export const untilOver = (work: LiveWork, maxWaitMs: number) => new Wait(work, maxWaitMs)

/** A class: an object with a getter of its own would stay until old memory is collected, with all that it refers to. */
class Wait {
  readonly maxWaitMs: number
  readonly #work: LiveWork

  constructor(work: LiveWork, maxWaitMs: number) {
    this.#work = work
    this.maxWaitMs = maxWaitMs
  }

  get signal(): AbortSignal {
    return this.#work.signal
  }
}
