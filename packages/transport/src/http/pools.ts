import type { TLSSocket } from 'node:tls'
import type { MinerEndpoint } from '@subnetkit/core'
import { type buildConnector, Pool } from 'undici'
import { type AllowedAddresses, createCheckedConnector } from './checked-connector.js'
import { checkFingerprint } from './fingerprint.js'
import { watchConnection } from './kept-connections.js'
import { originOf } from './origin.js'
import { createSecureConnections, type SecureConnections } from './secure-connections.js'

/** Connections to one origin. */
export interface Peer {
  readonly pool: Pool
  /** Connections over TLS, to be used instead of the pool; null for plain HTTP. */
  readonly secure: SecureConnections | null
  /** Connections made since the pool was opened, and those that are open now. */
  readonly connections: { readonly made: number; readonly open: number }
}

/**
 * Connection pools by origin, the least recently used closed first. The name of an origin over TLS ends in `#` and the
 * fingerprint of its certificate.
 */
export interface Pools extends AsyncDisposable {
  /** Name of a miner's origin; null if it published an invalid address. */
  originOf(endpoint: MinerEndpoint): string | null
  /** The pool of an origin; never hold on to it, a later `get` may close it (its requests still finish). */
  get(origin: string): Peer
  /** Like `get`, but without the connections of `stale`, which are closed once their requests have finished. */
  renew(origin: string, stale: Peer): Peer
}

interface PoolsOptions {
  readonly maxPools: number
  readonly connectionsPerPool: number
  readonly allow: AllowedAddresses
  /** SHA-256 fingerprint of a miner's certificate in lower-case hex; null for plain HTTP. @default plain HTTP */
  readonly fingerprintOf?: ((endpoint: MinerEndpoint) => string | null) | undefined
}

/** Maximum size of the headers of an answer, in bytes. */
const maxHeaderSize = 16_384

/** The pin replaces the authorities; without a cache of sessions each connection shows its certificate. */
const tlsOptions = { rejectUnauthorized: false, minVersion: 'TLSv1.3', maxCachedSessions: 0 } as const

const clientOptions = {
  // Idle connections go before the other side would drop them.
  keepAliveTimeout: 2_000,
  maxHeaderSize,
  // Each call has a deadline of its own, which may be longer than undici's.
  headersTimeout: 0,
  bodyTimeout: 0,
}

export function createPools({
  maxPools,
  connectionsPerPool,
  allow,
  fingerprintOf = () => null,
}: PoolsOptions): Pools {
  const open = new Map<string, Peer>()
  const closing = new Set<Pool>()
  const connectPlain = createCheckedConnector({ allow })
  const connectSecure = createCheckedConnector({ allow, tls: tlsOptions })

  function create(name: string): Peer {
    const connections = { made: 0, open: 0 }
    const [origin = '', fingerprint] = name.split('#')
    const connector: buildConnector.connector = (options, callback) => {
      const connect = fingerprint === undefined ? connectPlain : connectSecure
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null)
        try {
          if (fingerprint !== undefined) checkFingerprint(socket as TLSSocket, fingerprint)
        } catch (mismatch) {
          socket.destroy()
          return callback(mismatch as Error, null)
        }
        connections.made++
        connections.open++
        socket.once('close', () => connections.open--)
        watchConnection(socket)
        callback(null, socket)
      })
    }
    const pool = new Pool(origin, { ...clientOptions, connections: connectionsPerPool, connect: connector })
    const secure =
      fingerprint === undefined
        ? null
        : createSecureConnections({
            ...{ origin, clientOptions, limit: connectionsPerPool },
            connect: () => connectTo(origin, connector),
          })
    return { pool, secure, connections }
  }

  function retire(origin: string, { pool, secure }: Peer): void {
    open.delete(origin)
    secure?.close()
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
    originOf(endpoint) {
      const origin = originOf(endpoint)
      const fingerprint = origin && fingerprintOf(endpoint)
      return fingerprint ? `${origin.replace(/^http:/, 'https:')}#${fingerprint}` : origin
    },
    get,
    renew(origin, stale) {
      if (open.get(origin) === stale) retire(origin, stale)
      return get(origin)
    },
    async [Symbol.asyncDispose]() {
      for (const { secure } of open.values()) secure?.destroy()
      const pools = [...[...open.values()].map(({ pool }) => pool), ...closing]
      open.clear()
      await Promise.all(pools.map((pool) => pool.destroy()))
    },
  }
}

function connectTo(origin: string, connect: buildConnector.connector): Promise<TLSSocket> {
  const { hostname, host, port, protocol } = new URL(origin)
  const name = hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve, reject) => {
    connect({ hostname: name, host, port: port || '443', protocol }, (error, socket) =>
      error ? reject(error) : resolve(socket as TLSSocket),
    )
  })
}
