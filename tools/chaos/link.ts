import { once } from 'node:events'
import { createServer, type Server, Socket } from 'node:net'

/**
 * State of a link: `pass` forwards; `cut` resets its connections and every new one; `refuse` does not listen; `stall`
 * keeps them open and forwards nothing, like a half-open connection; `drip` forwards a few bytes at a time.
 */
export type LinkState = 'pass' | 'cut' | 'refuse' | 'stall' | 'drip'

/** A TCP proxy between two processes. */
export interface Link extends AsyncDisposable {
  readonly name: string
  /** Port on the local address at which the first process reaches the second. */
  readonly port: number
  readonly state: LinkState
  /** Number of open connections. */
  readonly open: number
  set(state: LinkState): Promise<void>
}

const dripBytes = 48
const dripMs = 20

export interface LinkOptions {
  readonly name: string
  /** Port of the second process. */
  readonly to: number
  /** @default 127.0.0.1 */
  readonly toHost?: string
  /** Address to listen on. @default 127.0.0.1 */
  readonly host?: string
}

export async function createLink({
  name,
  to,
  toHost = '127.0.0.1',
  host = '127.0.0.1',
}: LinkOptions): Promise<Link> {
  let state: LinkState = 'pass'
  let port = 0
  let server: Server | undefined
  const pairs = new Set<Pair>()

  function accept(near: Socket): void {
    if (state === 'cut') {
      near.on('error', () => {})
      near.resetAndDestroy()
      return
    }
    const pair = createPair(near, new Socket().connect(to, toHost), () => state)
    pairs.add(pair)
    pair.closed.then(() => pairs.delete(pair))
  }
  async function listen(): Promise<void> {
    server = createServer({ allowHalfOpen: false }, accept).listen(port, host)
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null) port = address.port
  }
  async function set(next: LinkState): Promise<void> {
    state = next
    if (next === 'cut' || next === 'refuse') for (const pair of pairs) pair.reset()
    if (next === 'refuse') {
      server?.close()
      server = undefined
    } else if (server === undefined) await listen()
    for (const pair of pairs) pair.flush()
  }

  await listen()
  return {
    name,
    get port() {
      return port
    },
    get state() {
      return state
    },
    get open() {
      return pairs.size
    },
    set,
    async [Symbol.asyncDispose]() {
      state = 'refuse'
      for (const pair of pairs) pair.reset()
      server?.close()
    },
  }
}

interface Pair {
  readonly closed: Promise<void>
  reset(): void
  /** Goes on with what was held back, as far as the state allows. */
  flush(): void
}

function createPair(near: Socket, far: Socket, state: () => LinkState): Pair {
  const forth = createLane(near, far, state)
  const back = createLane(far, near, state)
  let close = () => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const reset = () => {
    for (const socket of [near, far]) {
      socket.resetAndDestroy()
    }
    forth.end()
    back.end()
    close()
  }
  for (const socket of [near, far]) socket.setNoDelay(true).on('error', reset).on('close', reset)
  return {
    closed,
    reset,
    flush() {
      forth.flush()
      back.flush()
    },
  }
}

/** One direction of a connection; what waits is bounded, since the source is paused meanwhile. */
function createLane(from: Socket, to: Socket, state: () => LinkState) {
  let waiting = Buffer.alloc(0)
  let ended = false
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    if (state() === 'stall' || timer !== undefined) return
    if (waiting.length > 0) {
      const part = state() === 'drip' ? waiting.subarray(0, dripBytes) : waiting
      waiting = waiting.subarray(part.length)
      to.write(part)
    }
    if (waiting.length > 0) {
      timer = setTimeout(() => {
        timer = undefined
        flush()
      }, dripMs)
    } else if (ended) to.end()
    else from.resume()
  }
  from.on('data', (part: Buffer) => {
    waiting = Buffer.concat([waiting, part])
    from.pause()
    flush()
  })
  from.on('end', () => {
    ended = true
    flush()
  })
  return { flush, end: () => clearTimeout(timer) }
}
