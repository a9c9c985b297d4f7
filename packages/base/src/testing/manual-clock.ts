import { type Clock, clockOf, type Timer } from '../time/clock.js'

/** A clock that moves only when it is advanced. */
export interface ManualClock extends Clock {
  /** Timers that are running. */
  readonly pending: number
  /**
   * Moves both times on by `ms`, running timers in the order in which they are due. Promises settle after each timer,
   * so that timers started by what it woke run within the same call.
   */
  advance(ms: number): Promise<void>
  /** Resolves once so many timers are running, however long real input and output take before. */
  timers(count: number): Promise<void>
  /**
   * Advances from timer to timer until `work` settles, as it does; throws after `limitMs` of this clock. Work that also
   * waits for real input or output may see time pass meanwhile: use {@link timers} there.
   */
  runUntil<T>(work: Promise<T>, options?: { readonly limitMs?: number }): Promise<T>
  /** Sets the wall clock alone, as an administrator or NTP does. */
  setDate(ms: number): void
}

interface Entry {
  due: number
  readonly everyMs: number | null
  readonly run: () => void
}

/** Makes a {@link ManualClock}. */
export function createManualClock({
  now = 0,
  date = Date.UTC(2025, 0, 1),
}: {
  /** @default 0 */
  readonly now?: number
  /** @default 2025-01-01, midnight UTC */
  readonly date?: number
} = {}): ManualClock {
  const entries = new Set<Entry>()
  let time = now
  let wallOffset = date - now

  function start(run: () => void, ms: number, everyMs: number | null): Timer {
    const entry: Entry = { due: time + Math.max(0, ms), everyMs, run }
    entries.add(entry)
    const cancel = () => void entries.delete(entry)
    return { cancel, [Symbol.dispose]: cancel }
  }

  const next = () => [...entries].reduce<Entry | null>((a, b) => (a && a.due <= b.due ? a : b), null)

  async function advanceTo(end: number): Promise<void> {
    await promisesSettled()
    for (let entry = next(); entry && entry.due <= end; entry = next()) {
      time = Math.max(time, entry.due)
      if (entry.everyMs === null) entries.delete(entry)
      else entry.due += Math.max(1, entry.everyMs)
      entry.run()
      await promisesSettled()
    }
    time = end
  }

  return {
    ...clockOf({
      now: () => time,
      date: () => time + wallOffset,
      timeout: (run, ms) => start(run, ms, null),
      interval: (run, ms) => start(run, ms, ms),
    }),
    get pending() {
      return entries.size
    },
    advance: (ms) => advanceTo(time + ms),
    async timers(count) {
      while (entries.size < count) await promisesSettled()
    },
    async runUntil(work, { limitMs = 3_600_000 } = {}) {
      const end = time + limitMs
      let isSettled = false
      const settled = () => {
        isSettled = true
      }
      work.then(settled, settled)
      await promisesSettled()
      while (!isSettled) {
        const due = next()?.due
        if (due !== undefined && due > end) throw new Error(`not settled within ${limitMs} ms`)
        // Without a timer it waits for real input or output.
        if (due !== undefined) await advanceTo(Math.max(time, due))
        else await promisesSettled()
      }
      return work
    },
    setDate(ms) {
      wallOffset = ms - time
    },
  }
}

/** A macrotask: every promise that can settle without input or output has settled by then. */
const promisesSettled = () => new Promise<void>((resolve) => setImmediate(resolve))
