import { isSubnetError, withDeadline } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Database, Queryable, TransactionOptions } from './database.js'
import { loadPg, type PgClient, readAsEmbedded } from './postgres-driver.js'
import { readOnly, toDatabaseError } from './postgres-errors.js'
import { openPool, type PoolLimits } from './postgres-pool.js'

/** The oldest version that is supported. */
const neededVersion = 13

/** Time beyond that of a statement after which its connection is given up, in ms: the server ends it first. */
const answerMs = 5_000

/** Retries of a transaction that the server ended because of a deadlock. */
const maxRetries = 4

/** Keeps the keys of our locks apart from those of other programs on the database. */
const lockSeed = 0x73_6e_6b_74

/** Lock of the transactions that name none. */
const commonLock = 'subnetkit'

/** Time after which the server ends a transaction whose process is silent, in ms: others may wait for its locks. */
const silenceMs = 10_000

/**
 * Opens a pool of connections to a server, the first one at once. A connection that is lost is replaced by the next
 * call; the call that lost it fails.
 */
export async function openPostgres(url: string, limits: PoolLimits): Promise<Database> {
  const driver = await loadPg()
  const { pool, server } = openPool(driver, url, limits)
  const types = readAsEmbedded(driver)
  const prepared = new WeakSet<PgClient>()
  const broken = new WeakSet<PgClient>()

  async function run(
    client: PgClient,
    text: string,
    values: readonly unknown[] = [],
    statementMs: number = limits.statementMs,
  ): Promise<unknown[]> {
    const late = () => coreError('DATABASE_LOST', { ...server, detail: 'it does not answer' })
    try {
      const answer = client.query({ text, values, types, queryMode: 'extended' })
      return (await withDeadline(answer, statementMs + answerMs, late)).rows
    } catch (error) {
      // Only an error of the statement itself leaves the connection as it was. One that began read-only stays so, also
      // once the server takes writes, or behind a proxy that now leads to another.
      const { severity, code } = Object(error) as { severity?: string; code?: string }
      if (severity !== 'ERROR' || code === readOnly) broken.add(client)
      throw error
    }
  }

  /** Sets deadlines, and that a commit is on disk once it is acknowledged. */
  async function prepare(client: PgClient): Promise<void> {
    const [row] = (await run(
      client,
      `select current_setting('server_version_num') as number, current_setting('server_version') as version,
              set_config('statement_timeout', '${limits.statementMs}', false),
              set_config('idle_in_transaction_session_timeout', '${Math.min(limits.statementMs, silenceMs)}', false),
              case when current_setting('synchronous_commit') <> 'remote_apply'
                then set_config('synchronous_commit', 'on', false) end`,
    )) as { number: string; version: string }[]
    const { number = '0', version: found = 'unknown' } = row ?? {}
    if (Number(number) < neededVersion * 10_000) {
      throw coreError('DATABASE_OUTDATED', { ...server, found, needed: neededVersion })
    }
    prepared.add(client)
  }

  async function use<T>(work: (client: PgClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error) => {
      throw toDatabaseError(error, server, 'connecting')
    })
    try {
      if (!prepared.has(client)) await prepare(client)
      return await work(client)
    } catch (error) {
      throw toDatabaseError(error, server, 'connected')
    } finally {
      client.release(broken.has(client) || !prepared.has(client))
    }
  }

  const attempt = <T>(
    work: (transaction: Queryable) => Promise<T>,
    { lock = commonLock, statementMs }: TransactionOptions,
  ): Promise<T> =>
    use(async (client) => {
      const runHere = (sql: string, values?: readonly unknown[]) => run(client, sql, values, statementMs)
      // A statement that waited for a row must see it as it is then.
      await run(client, 'begin isolation level read committed')
      try {
        if (statementMs !== undefined) await runHere(`set local statement_timeout = ${statementMs}`)
        if (lock !== null) {
          await runHere(`select pg_advisory_xact_lock(hashtextextended($1, ${lockSeed}))`, [lock])
        }
        const result = await work({ query: (sql, values) => runHere(sql, values) as Promise<never[]> })
        await run(client, 'commit')
        return result
      } catch (error) {
        // Where that fails, the connection is closed, which rolls back as well.
        if (!broken.has(client)) await run(client, 'rollback').catch(() => {})
        throw error
      }
    })

  const database: Database = {
    place: server.place,
    query: (sql, values) => use((client) => run(client, sql, values) as Promise<never[]>),
    async transaction(work, options = {}) {
      for (let retries = 0; ; retries++) {
        try {
          return await attempt(work, options)
        } catch (error) {
          if (!isDeadlock(error) || retries === maxRetries) throw error
        }
      }
    },
    flush: async () => {},
    [Symbol.asyncDispose]: () => pool.end(),
  }
  try {
    await database.query('select 1')
  } catch (error) {
    await pool.end()
    throw error
  }
  return database
}

const isDeadlock = (error: unknown) =>
  !isSubnetError(error) && ['40P01', '40001'].includes((Object(error) as { code: string }).code)
