import type { PgDriver, PgPool } from './postgres-driver.js'
import { type PostgresServer, toDatabaseError } from './postgres-errors.js'

/** Limits of a pool; see `ServerPlace`. */
export interface PoolLimits {
  readonly maxConnections: number
  readonly connectMs: number
  readonly statementMs: number
  readonly idleMs: number
}

/** Names of TLS modes that `pg` is about to weaken, to what they mean today: the certificate is verified. */
const verified = new Set(['prefer', 'require', 'verify-ca'])

/** Makes a pool, which opens no connection yet. Throws DATABASE_TLS_FAILED if a certificate file cannot be read. */
export function openPool(
  driver: PgDriver,
  given: string,
  { maxConnections, connectMs, idleMs }: PoolLimits,
): { readonly pool: PgPool; readonly server: PostgresServer } {
  const url = new URL(given)
  const { searchParams } = url
  if (verified.has(searchParams.get('sslmode') ?? '') && !searchParams.has('uselibpqcompat')) {
    searchParams.set('sslmode', 'verify-full')
  }
  const options = {
    connectionString: url.href,
    application_name: 'subnetkit',
    keepAlive: true,
    max: maxConnections,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: idleMs,
  }
  const server = serverOf(driver, options, url)
  const pool = new driver.Pool(options)
  // A call reports the loss of its own connection; that of an unused one concerns nobody.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return { pool, server }
}

/** The server as the driver understands the URL and the environment. */
function serverOf(driver: PgDriver, options: object, url: URL): PostgresServer {
  try {
    const { host, port, database, user } = new driver.Client(options)
    const place = host.startsWith('/')
      ? `${host}:${port}/${database}`
      : `postgres://${host}:${port}/${database}`
    return { place, database: database ?? '', user: user ?? '' }
  } catch (error) {
    const about = {
      place: `postgres://${url.host}${url.pathname}`,
      database: url.pathname.slice(1),
      user: '',
    }
    throw toDatabaseError(error, about, 'connecting')
  }
}
