import { Pool } from 'undici'
import { type AllowedAddresses, createCheckedConnector } from './checked-connector.js'
import { watchConnection } from './kept-connections.js'

/** Connections to one origin. */
export interface Peer {
  readonly pool: Pool
  /** Connections made since the pool was opened, and those that are open now. */
  readonly connections: { readonly made: number; readonly open: number }
}

/** Connection pools by origin, the least recently used closed first. */
export interface Pools extends AsyncDisposable {
  /** The pool of an origin; never hold on to it, a later `get` may close it (its requests still finish). */
  get(origin: string): Peer
  /** Like `get`, but without the connections of `stale`, which are closed once their requests have finished. */
  renew(origin: string, stale: Peer): Peer
}

interface PoolsOptions {
  readonly maxPools: number
  readonly connectionsPerPool: number
  readonly allow: AllowedAddresses
}

/** Maximum size of the headers of an answer, in bytes. */
const maxHeaderSize = 16_384

export function createPools({ maxPools, connectionsPerPool, allow }: PoolsOptions): Pools {
  const open = new Map<string, Peer>()
  const closing = new Set<Pool>()
  const connect = createCheckedConnector({ allow })

  function create(origin: string): Peer {
    const connections = { made: 0, open: 0 }
    const pool = new Pool(origin, {
      connections: connectionsPerPool,
      // Idle connections go before the other side would drop them.
      keepAliveTimeout: 2_000,
      maxHeaderSize,
      // Each call has a deadline of its own, which may be longer than undici's.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect(options, callback) {
        connect(options, (...[error, socket]) => {
          if (error) return callback(error, null)
          connections.made++
          connections.open++
          socket.once('close', () => connections.open--)
          watchConnection(socket)
          callback(null, socket)
        })
      },
    })
    return { pool, connections }
  }

  function retire(origin: string, { pool }: Peer): void {
    open.delete(origin)
    closing.add(pool)
    pool.close().then(
      () => closing.delete(pool),
      () => closing.delete(pool),
    )
  }

  function get(origin: string): Peer {
    const peer = open.get(origin) ?? create(origin)
    open.delete(origin)
    open.set(origin, peer)
    const [oldest] = open
    if (open.size > maxPools && oldest) retire(...oldest)
    return peer
  }

  return {
    get,
    renew(origin, stale) {
      if (open.get(origin) === stale) retire(origin, stale)
      return get(origin)
    },
    async [Symbol.asyncDispose]() {
      const pools = [...[...open.values()].map(({ pool }) => pool), ...closing]
      open.clear()
      await Promise.all(pools.map((pool) => pool.destroy()))
    },
  }
}
