import { EventEmitter } from 'node:events'
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq'
import type { EmbeddedEngine } from '../store/embedded-engine.js'

/** Schema of the tables of BullMQ's PostgreSQL backend. */
export const schema = 'bullmq'

type Engine = Pick<EmbeddedEngine, 'query' | 'exec'>

async function run<R>(engine: Engine, sql: string, values?: readonly unknown[]): Promise<PgQueryResult<R>> {
  if (values !== undefined && values.length > 0) {
    const { rows, affectedRows } = await engine.query<R>(sql, [...values])
    return { rows, rowCount: affectedRows ?? rows.length }
  }
  const last = (await engine.exec(sql)).at(-1)
  return { rows: (last?.rows ?? []) as R[], rowCount: last?.affectedRows ?? last?.rows.length ?? 0 }
}

/** The channel of a LISTEN statement, else undefined. BullMQ's statements begin with comments. */
export function listenChannel(sql: string): string | undefined {
  return /^\s*LISTEN\s+(\w+)/i.exec(sql.replace(/^\s*--.*$/gm, ''))?.[1]
}

/** Pool connection as BullMQ expects it: all share the engine's one session, only notifications differ. */
class EngineClient extends EventEmitter {
  readonly #engine: EmbeddedEngine
  readonly #subscriptions: (() => Promise<void>)[] = []

  constructor(engine: EmbeddedEngine) {
    super()
    this.#engine = engine
  }

  async query<R>(sql: string, values?: readonly unknown[]): Promise<PgQueryResult<R>> {
    const channel = listenChannel(sql)
    if (channel === undefined) return run<R>(this.#engine, sql, values)
    const notify = (payload: string) => this.emit('notification', { channel, payload })
    this.#subscriptions.push(await this.#engine.listen(channel, notify))
    return { rows: [] }
  }

  release(): void {
    for (const unsubscribe of this.#subscriptions.splice(0)) {
      // The engine may be gone already, and its subscriptions with it.
      unsubscribe().catch(() => {})
    }
    this.removeAllListeners()
  }
}

/** The engine in the shape of a `pg` pool. One for each queue, worker and producer: BullMQ adds listeners to it. */
export class EnginePool extends EventEmitter {
  /** Notifications come from within the process and cannot be lost: a worker need not poll for them. */
  readonly options = { keepAlive: true }
  readonly #engine: EmbeddedEngine

  constructor(engine: EmbeddedEngine) {
    super()
    this.#engine = engine
  }

  query<R>(sql: string, values?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return run<R>(this.#engine, sql, values)
  }

  async connect(): Promise<PgPoolClient> {
    return new EngineClient(this.#engine)
  }

  async end(): Promise<void> {
    this.removeAllListeners()
  }
}

/** Makes the tables that BullMQ needs; alone in one transaction, because all share one session. */
export async function migrateEngine(engine: EmbeddedEngine): Promise<void> {
  const { runMigrations } = await import('bullmq')
  await engine.transaction(async (transaction) => {
    const client = Object.assign(new EventEmitter(), {
      // The transaction is the engine's own.
      query: async <R>(sql: string, values?: readonly unknown[]): Promise<PgQueryResult<R>> =>
        /^\s*(BEGIN|COMMIT|ROLLBACK)\b/i.test(sql) ? { rows: [] } : run<R>(transaction, sql, values),
      release: () => {},
    })
    await runMigrations(client as PgPoolClient, schema)
  })
  await engine.configure(`SET search_path = ${schema}`)
}

export type { PgPool }
