import { Pool } from 'undici'

/** Connection pools by origin, the least recently used closed first. */
export interface Pools extends AsyncDisposable {
  /** The pool of an origin; never hold on to it, a later `get` may close it (its requests still finish). */
  get(origin: string): Pool
}

interface PoolsOptions {
  readonly maxPools: number
  readonly connectionsPerPool: number
}

export function createPools({ maxPools, connectionsPerPool }: PoolsOptions): Pools {
  const open = new Map<string, Pool>()
  const closing = new Set<Pool>()

  function retire(origin: string, pool: Pool): void {
    open.delete(origin)
    closing.add(pool)
    pool.close().then(
      () => closing.delete(pool),
      () => closing.delete(pool),
    )
  }

  return {
    get(origin) {
      // Idle connections go before the other side would drop them: a request on a dying one looks like an absent miner.
      const pool =
        open.get(origin) ?? new Pool(origin, { connections: connectionsPerPool, keepAliveTimeout: 2_000 })
      open.delete(origin)
      open.set(origin, pool)
      const [oldest] = open
      if (open.size > maxPools && oldest) retire(...oldest)
      return pool
    },
    async [Symbol.asyncDispose]() {
      const pools = [...open.values(), ...closing]
      open.clear()
      await Promise.all(pools.map((pool) => pool.destroy()))
    },
  }
}
