import { type Clock, type SubnetError, systemClock, withDeadline } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Condition } from './condition.js'
import { redisTrouble } from './redis-errors.js'

/** Time between two probes, in ms. */
const probeEveryMs = 2_000

/** Time without an answer after which the server counts as gone, in ms. */
export const answerMs = 5_000

/** Time without another error before trouble counts as over, in ms: longer than the pause between two connects. */
const quietMs = 2_500

/** Connection as far as it is watched. */
export interface WatchedRedis {
  readonly status: string
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'close' | 'ready', listener: () => void): unknown
  set(key: string, value: string, unit: 'PX', ms: number): Promise<unknown>
  disconnect(reconnect?: boolean): void
}

interface RedisWatchOptions {
  readonly redis: WatchedRedis
  readonly backend: string
  readonly condition: Condition
  /** Key that is written to see that the server takes writes; undefined while no queue is known. */
  readonly key: () => string | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Watches a server: what its connection says, what workers meet, and whether it takes a write every 2 s. */
export interface RedisWatch extends Disposable {
  /** Reports an error that was met; returns what it means, or null if it is the error of a single job. */
  report(error: unknown): SubnetError | null
}

export function watchRedis(options: RedisWatchOptions): RedisWatch {
  const { redis, backend, condition, key, clock = systemClock } = options
  let metAt = Number.NEGATIVE_INFINITY
  let reason = 'the connection was closed'
  let probing = false
  let over = false

  function report(error: unknown): SubnetError | null {
    const trouble = redisTrouble(error, backend)
    if (trouble !== null && !over) {
      metAt = clock.now()
      condition.set(trouble)
    }
    return trouble
  }

  async function probe(): Promise<void> {
    const name = key()
    // While it is connecting, the client would queue the command.
    if (probing || over || name === undefined || redis.status !== 'ready') return
    probing = true
    try {
      const late = () => coreError('QUEUE_UNAVAILABLE', { backend, detail: `no answer for ${answerMs} ms` })
      await withDeadline(redis.set(name, '1', 'PX', 60_000), answerMs, late, { clock })
      if (clock.now() - metAt >= quietMs) condition.set(null)
    } catch (error) {
      const trouble = report(error)
      // A server that is gone without a word, or became a replica: its address may lead to another one by now.
      const { code } = trouble ?? {}
      if (!over && (code === 'QUEUE_UNAVAILABLE' || code === 'QUEUE_READ_ONLY')) redis.disconnect(true)
    } finally {
      probing = false
    }
  }

  redis.on('error', (error: Error) => {
    reason = error.message
    report(error)
  })
  redis.on('close', () => {
    if (over) return
    metAt = clock.now()
    // An error that says more, such as a refused password, stands.
    if (condition.trouble === null) {
      condition.set(coreError('QUEUE_UNAVAILABLE', { backend, detail: reason }))
    }
  })
  redis.on('ready', () => void probe())
  const timer = clock.interval(() => void probe(), probeEveryMs, { ref: false })
  return {
    report,
    [Symbol.dispose]() {
      over = true
      timer.cancel()
    },
  }
}

/** Time in which a connection is left once, however many commands are refused on it, in ms. */
const leaveMs = 1_000

/**
 * Creates `reconnectOnError` for a client and its duplicates: a server that became a replica is left. Once, for each time that
 * the client disconnects it adds a timer and a listener to its socket.
 */
export function leaveReplicas(clock: Pick<Clock, 'now'> = systemClock) {
  /** Each connection has options of its own. */
  const leftAt = new WeakMap<object, number>()
  return function (this: object, error: Error): 1 | false {
    if (!error.message.startsWith('READONLY')) return false
    const now = clock.now()
    if (now - (leftAt.get(this) ?? Number.NEGATIVE_INFINITY) < leaveMs) return false
    leftAt.set(this, now)
    return 1
  }
}
