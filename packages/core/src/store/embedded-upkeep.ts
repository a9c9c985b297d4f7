import type { PGlite } from '@electric-sql/pglite'
import { type Clock, reasonOf } from '@subnetkit/base'

/** Time between two looks at what there is to do, in ms. */
const lookMs = 5_000

/** Dead rows of a table, beyond a share of its live ones, that make it due for a vacuum. */
const [deadRows, deadShare] = [200, 0.1]

/** Transactions after which a table must be vacuumed, however little changed: their numbers wrap around. */
const maxAge = 100_000_000

/** Log written since the last checkpoint after which the next one is due, in bytes. */
const maxLog = 16_000_000

/** The part of the engine that is used here. */
export type UpkeepEngine = Pick<PGlite, 'query' | 'exec'>

export interface UpkeepPorts {
  readonly clock: Clock
  /** Writes a checkpoint. */
  checkpoint(): Promise<void>
  /** Receives an error of what is done by itself, once until it is over. */
  onError(error: unknown): void
}

export interface Upkeep {
  /** Does what is due now. */
  run(): Promise<void>
  /** Ends it, with what is running. */
  close(): Promise<void>
}

/**
 * Stands in for a server's background processes, of which the embedded engine has none: removes dead rows so that tables stay
 * as large as their content, and writes checkpoints so that the log does not grow for ever. One statement at a time,
 * between those of others.
 */
export function startUpkeep(engine: UpkeepEngine, { clock, checkpoint, onError }: UpkeepPorts): Upkeep {
  let isClosed = false
  let running: Promise<void> | null = null

  async function work(): Promise<void> {
    for (const table of await dueTables(engine)) {
      if (isClosed) return
      await engine.exec(`vacuum ${table}`)
    }
    if (!isClosed && (await logBytes(engine)) > maxLog) await checkpoint()
  }
  function run(): Promise<void> {
    running ??= work().finally(() => {
      running = null
    })
    return running
  }
  let reported = ''
  /** Keeps work that is due as due, and reports the failure once. */
  async function look(): Promise<void> {
    try {
      await run()
      reported = ''
    } catch (error) {
      const reason = reasonOf(error)
      if (reason !== reported) onError(error)
      reported = reason
    }
  }
  const timer = clock.interval(() => void look(), lookMs, { ref: false })
  return {
    run,
    async close() {
      isClosed = true
      timer.cancel()
      await running?.catch(() => {})
    },
  }
}

/** Tables to be vacuumed, worst first; long values are in tables of their own, where a few answers are many rows. */
async function dueTables(engine: UpkeepEngine): Promise<string[]> {
  const { rows } = await engine.query<{ name: string }>(
    `select format('%I.%I', s.schemaname, s.relname) as name
       from pg_stat_all_tables s join pg_class c on c.oid = s.relid
      where c.relkind in ('r', 'm', 't') and c.relpersistence = 'p'
        and (s.n_dead_tup > $1::float8 + $2::float8 * s.n_live_tup or age(c.relfrozenxid) > $3)
      order by s.n_dead_tup desc`,
    [deadRows, deadShare, maxAge],
  )
  return rows.map(({ name }) => name)
}

async function logBytes(engine: UpkeepEngine): Promise<number> {
  const { rows } = await engine.query<{ bytes: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`,
  )
  return rows[0]?.bytes ?? 0
}
