import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PGlite } from '@electric-sql/pglite'
import type { Clock } from '@subnetkit/base'
import { type Condition, createCondition } from '../queue/condition.js'
import { isFull } from './embedded-boot.js'

/** Pause before the engine is opened again, in ms; doubles with each time in a row. */
const [firstPauseMs, longestPauseMs] = [1_000, 30_000]

/** Time between two looks at a full disk, in ms. */
const lookMs = 1_000

/** Looks without another refusal after which a disk is no longer full: with space, and without any to be seen. */
const [quietWithSpace, quietWithout] = [5, 30]

/** The engine as the queue backend uses it. It has one session, whose settings are made by {@link configure}. */
export interface EmbeddedEngine extends Pick<PGlite, 'query' | 'exec' | 'transaction' | 'listen'> {
  /** Runs statements that set the session up, now and each time the engine is opened again. */
  configure(sql: string): Promise<void>
  /** Error that keeps the engine from working, such as that of a full disk. */
  readonly condition: Condition
}

export interface EngineOptions {
  readonly engine: PGlite
  readonly clock: Clock
  /** Throws while the engine may not be used. */
  check(): void
  /** Converts an error of a statement. */
  toError(cause: unknown): unknown
  /** Describes the error that ended the engine. */
  toEnd(cause: unknown): Promise<Error>
  /** Opens the engine again after its end; absent in memory, where everything has ended with it. */
  readonly reopen?: (() => Promise<PGlite>) | undefined
  /** True if the disk has space again. */
  hasSpace(): Promise<boolean>
}

export interface SupervisedEngine extends EmbeddedEngine {
  /** Runs other work while the engine works. */
  guarded<T>(work: () => Promise<T>): Promise<T>
  /** Closes it; returns false if it had ended. */
  close(): Promise<boolean>
}

interface Subscription {
  readonly channel: string
  readonly listener: (payload: string) => void
  stop: () => Promise<void>
}

/**
 * Runs the engine, one call at a time. After an error that leaves its memory in disorder, such as a log that cannot be
 * written, calls fail at once until it is opened again, as after a crash of a server: it would wait for ever for what
 * it held then, and block the process.
 */
export function superviseEngine({ engine, clock, reopen, ...options }: EngineOptions): SupervisedEngine {
  const { check, toError, toEnd, hasSpace } = options
  const condition = createCondition()
  const closing = new AbortController()
  const subscriptions = new Set<Subscription>()
  const settings: string[] = []
  let current = engine
  let end: { readonly error: unknown } | null = null
  let recovering: Promise<void> | null = null
  let quiet = 0
  let watching = false

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      check()
      if (end !== null) throw end.error
    } catch (error) {
      // A caller that retries at once must not keep the event loop from everything else.
      await nextTurn()
      throw error
    }
    try {
      return await work()
    } catch (cause) {
      if (isPanic(cause)) return await stop(cause)
      const error = toError(cause)
      if (isFull(cause)) wait(error as Error)
      throw error
    }
  }

  /** Ends the engine, and opens it again later. */
  async function stop(cause: unknown): Promise<never> {
    end = { error: cause }
    const error = await toEnd(cause)
    end = { error }
    announce(error)
    recovering ??= recover().finally(() => {
      recovering = null
    })
    throw error
  }

  const announce = (error: unknown) => condition.set(error as Parameters<Condition['set']>[0])

  async function recover(): Promise<void> {
    if (reopen === undefined) return
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await clock.sleep(pauseMs, { signal: closing.signal, ref: false })
      } catch {
        return
      }
      try {
        check()
        const opened = await reopen()
        await setUp(opened).catch(async (error: unknown) => {
          await opened.close().catch(() => {})
          throw error
        })
        current = opened
        end = null
        condition.set(null)
        return
      } catch (error) {
        end = { error }
        announce(error)
      }
    }
  }

  async function setUp(opened: PGlite): Promise<void> {
    for (const sql of settings) await opened.exec(sql)
    for (const one of subscriptions) one.stop = await opened.listen(one.channel, one.listener)
  }

  /** Announces a full disk that the engine survived, until it has space or nothing was refused for a while. */
  function wait(error: Error): void {
    announce(error)
    quiet = 0
    if (watching) return
    watching = true
    const timer = clock.interval(() => void look(), lookMs, { ref: false })
    closing.signal.addEventListener('abort', () => timer.cancel(), { once: true })
    async function look(): Promise<void> {
      quiet += 1
      const isOver = quiet >= quietWithout || (quiet >= quietWithSpace && (await hasSpace()))
      if (end === null && !isOver) return
      timer.cancel()
      watching = false
      if (end === null) condition.set(null)
    }
  }

  let last: Promise<unknown> = Promise.resolve()
  /** Runs work after all that came before it, so that nothing is left to run on an engine that has ended. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(() => guarded(work))
    last = run.catch(() => {})
    return run
  }

  /** A panic within a transaction must not reach the engine's own code, which would roll back and never return. */
  const transact: EmbeddedEngine['transaction'] = (work) =>
    new Promise((resolve, reject) => {
      const watch = async <T>(call: Promise<T>): Promise<T> => {
        try {
          return await call
        } catch (error) {
          if (!isPanic(error)) throw error
          reject(error)
          return new Promise(() => {})
        }
      }
      current
        .transaction((transaction) =>
          work({
            ...transaction,
            query: (sql, values, options) => watch(transaction.query(sql, values, options)),
            exec: (sql, options) => watch(transaction.exec(sql, options)),
          }),
        )
        .then(resolve, reject)
    })

  return {
    condition,
    guarded,
    query: (sql, values, options) => inTurn(() => current.query(sql, values, options)),
    exec: (sql, options) => inTurn(() => current.exec(sql, options)),
    transaction: (work) => inTurn(() => transact(work)),
    listen: (channel, listener) =>
      inTurn(async () => {
        const one: Subscription = { channel, listener, stop: await current.listen(channel, listener) }
        subscriptions.add(one)
        return () => {
          subscriptions.delete(one)
          return inTurn(() => one.stop())
        }
      }),
    configure: (sql) =>
      inTurn(async () => {
        await current.exec(sql)
        settings.push(sql)
      }),
    async close() {
      closing.abort()
      await recovering
      if (end !== null || current.closed) return false
      await current.close()
      return true
    },
  }
}

/** True for an error after which the engine's memory cannot be trusted. */
function isPanic(error: unknown): boolean {
  const { name, severity, message } = Object(error) as { name?: string; severity?: string; message?: string }
  // The engine itself crashed.
  if (name === 'RuntimeError') return true
  // The last is left of a log record that an error interrupted: nothing can be written any more.
  return (
    severity === 'PANIC' || severity === 'FATAL' || /XLogBeginInsert was already called/.test(message ?? '')
  )
}
