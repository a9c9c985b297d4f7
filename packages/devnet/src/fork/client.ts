import { type Clock, limitTime, reasonOf } from '@subnetkit/base'
import { devnetError } from '../dev/error.js'
import { type ForkTransport, isBusy, NodeRefusal, Transient } from './transport.js'

/** Limits of reading from a node. */
export interface ForkLimits {
  /** Requests at a time. */
  readonly parallel: number
  /** Tries of one request, the first included. */
  readonly tries: number
  /** Longest pause between two tries, in ms. They double from a quarter of a second. */
  readonly pauseMs: number
  /** Time for everything, in ms. */
  readonly deadlineMs: number
  /** Most storage keys that are listed. */
  readonly mostKeys: number
  /** Most bytes of values that are read. */
  readonly mostBytes: number
  /** Most bytes of proofs that are read. */
  readonly mostProofBytes: number
}

/** Amounts that are limited. */
export type Counted = 'keys' | 'bytes' | 'bytes of proofs'

export const defaultLimits: ForkLimits = {
  parallel: 8,
  tries: 8,
  pauseMs: 8_000,
  deadlineMs: 900_000,
  mostKeys: 4_000_000,
  mostBytes: 256 * 2 ** 20,
  mostProofBytes: 1024 * 2 ** 20,
}

/** Requests to one node within limits. */
export interface ForkClient extends Disposable {
  /** Host of the node, for messages: an endpoint may hold the key of an account. */
  readonly host: string
  /** Sends a request, again after transient failures. Throws FORK_UNREACHABLE or FORK_REFUSED. */
  call(method: string, params: readonly unknown[]): Promise<unknown>
  /** Counts what was read; throws FORK_LIMIT. */
  count(kind: Counted, amount: number): void
}

export interface ClientOptions {
  readonly host: string
  readonly clock: Clock
  readonly limits: ForkLimits
  /** Called after each answer. */
  onAnswer?(answered: number): void
}

export function createForkClient(
  transport: ForkTransport,
  { host, clock, limits, onAnswer }: ClientOptions,
): ForkClient {
  const time = limitTime(limits.deadlineMs, { clock })
  const over = new AbortController()
  const ended = AbortSignal.any([time.signal, over.signal])
  const enter = createGate(limits.parallel)
  const counted = { keys: 0, bytes: 0, 'bytes of proofs': 0 }
  const most = { keys: limits.mostKeys, bytes: limits.mostBytes, 'bytes of proofs': limits.mostProofBytes }
  let answered = 0

  const attempt = async (method: string, params: readonly unknown[], tried: number): Promise<unknown> => {
    try {
      ended.throwIfAborted()
      const result = await transport.request(method, params)
      onAnswer?.(++answered)
      return result
    } catch (error) {
      if (time.isCauseOf(error)) throw late(host, limits.deadlineMs)
      if (error instanceof NodeRefusal) throw refused(host, method, error)
      if (!(error instanceof Transient)) throw error
      const isMistake = answered === 0 && !isBusy(error.message)
      if (tried >= (isMistake ? Math.min(limits.tries, FIRST_TRIES) : limits.tries))
        throw unreachable(host, tried, error)
      const pause = Math.min(250 * 2 ** (tried - 1), limits.pauseMs)
      await clock.sleep(pause, { signal: ended }).catch(() => {})
      return attempt(method, params, tried + 1)
    }
  }

  return {
    host,
    call: (method, params) => enter(() => attempt(method, params, 1)),
    count(kind, amount) {
      counted[kind] += amount
      if (counted[kind] > most[kind]) throw devnetError('FORK_LIMIT', { host, kind, most: most[kind] })
    },
    [Symbol.dispose]() {
      // What still waits for its turn or its next try would go on in the background.
      over.abort()
      time[Symbol.dispose]()
      transport.close()
    },
  }
}

/** Tries until the first answer, but of a node that says that it is busy: an address where nothing listens is a mistake more often than a node that rests. */
const FIRST_TRIES = 4

/** Runs at most so many works at a time; the others wait in order. */
function createGate(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

const unreachable = (host: string, tries: number, cause: unknown) =>
  devnetError(
    'FORK_UNREACHABLE',
    {
      host,
      detail: `${reasonOf(cause)}, also at the last of ${tries} tries`,
      fix: 'Check the endpoint and the network, or name another endpoint of the chain.',
    },
    { cause },
  )

const late = (host: string, deadlineMs: number) =>
  devnetError('FORK_UNREACHABLE', {
    host,
    detail: `the subnet was not read within ${deadlineMs / 1000} s`,
    fix: 'Name an endpoint that is nearer or less busy.',
  })

/** Words of nodes that no longer have, or never had, the state of a block. */
const GONE = /discarded|pruned|unknownblock|unknown block|not found in the database/i

function refused(host: string, method: string, cause: NodeRefusal) {
  const fix = GONE.test(cause.message)
    ? 'Name a newer block, or the endpoint of an archive node.'
    : 'Use an endpoint that offers this method, such as one of an own node.'
  const detail = `${cause.code} ${cause.message}`
  return devnetError('FORK_REFUSED', { host, method, detail, fix }, { cause })
}
