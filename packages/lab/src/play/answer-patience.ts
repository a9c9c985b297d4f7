import { type Clock, systemClock } from '@subnetkit/base'

/** Bounds of what agents cost whose answers never resolve. */
export interface PatienceLimits {
  /** Idle time after which an answer is given up, in ms. */
  readonly idleMs: number
  /** Of kinds of miners that hung before. */
  readonly shortMs: number
  /** Answers of one kind of miner that may hang before it is not asked any more. */
  readonly most: number
  readonly clock: Clock
  /** Processor time of this process, in ms. */
  readonly usedMs: () => number
}

const usual: PatienceLimits = {
  ...{ idleMs: 10_000, shortMs: 250, most: 8, clock: systemClock },
  usedMs() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  },
}

/** Looks in which nothing was computed, until a wait is over. */
const looks = 10
/** Processor time of a look in which nothing happens but timers, as a part of it. */
const restingShare = 0.04

/** Waits for the answers of agents. */
export interface AnswerPatience {
  /** Waits for an answer. Throws if it does not resolve while nothing is computed. */
  wait<T>(kind: string, answer: () => T | Promise<T>): Promise<T>
}

/** Returns the patience of one validator after another; they share which kinds of miners hung, for that shortens waits and changes no result. */
export function createPatience(limits: Partial<PatienceLimits> = {}): () => AnswerPatience {
  const { idleMs, shortMs, most, clock, usedMs } = { ...usual, ...limits }
  const known = new Set<string>()

  /** Idle time counts, and not the clock: a busy machine hangs no answer. */
  function whileIdle<T>(answer: Promise<T>, kind: string, late: () => Error): Promise<T> {
    const everyMs = Math.max(1, (known.has(kind) ? shortMs : idleMs) / looks)
    return new Promise<T>((resolve, reject) => {
      let idle = 0
      let used: number | undefined
      const timer = clock.interval(() => {
        const now = usedMs()
        idle = now - (used ?? 0) <= everyMs * restingShare ? idle + 1 : 0
        used = now
        if (idle < looks) return
        timer.cancel()
        reject(late())
      }, everyMs)
      answer.then(resolve, reject).then(() => timer.cancel())
    })
  }

  return () => {
    const hung = new Map<string, number>()
    return {
      async wait(kind, answer) {
        const times = hung.get(kind) ?? 0
        if (times >= most) throw new Error(`answer() was not called: it did not resolve ${most} times`)
        const given = answer()
        if (!isThenable(given)) return given
        return await whileIdle(Promise.resolve(given), kind, () => {
          hung.set(kind, times + 1)
          known.add(kind)
          return new Error('answer() did not resolve, and nothing was computed')
        })
      },
    }
  }
}

const isThenable = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
