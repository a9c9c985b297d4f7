import type { Database, Queryable } from './database.js'
import { partitionBlocks } from './migrations/receipt-partitions.js'

/** Partition of the receipts; bounds are null for no bound. */
interface Partition {
  readonly name: string
  readonly from: number | null
  /** First round after it. */
  readonly to: number | null
}

/** Time to wait for transactions that use the receipts, in ms: others wait behind us. */
const lockMs = 2_000

/** Partitions but for the one that takes what has none. */
async function partitionsOf(on: Queryable): Promise<readonly Partition[]> {
  const rows = await on.query<{ name: string; bounds: string }>(
    `select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'subnetkit.receipts'::regclass`,
  )
  return rows.flatMap(({ name, bounds }) => {
    const [, from, to] = /FROM \((.*?)\) TO \((.*?)\)/.exec(bounds) ?? []
    return from === undefined || to === undefined ? [] : [{ name, from: boundOf(from), to: boundOf(to) }]
  })
}

const boundOf = (text: string) => (/^'?-?\d+'?$/.test(text) ? Number(text.replaceAll("'", '')) : null)

const firstOf = (round: number) => Math.floor(round / partitionBlocks) * partitionBlocks

/** Rounds that were opened since the partition of one of them could not be made, by its first block; null once it is there. */
type Looked = Map<number, { readonly failed: number; readonly since: number } | null>
const looked = new WeakMap<Database, Looked>()

/** Rounds after which a partition that could not be made is tried again, at most: those before double. */
const longestPause = 64

/**
 * Makes the partition of a round. Best effort: without it, as where the user of the database may make no tables, or readers hold it up, receipts are
 * in the partition for the rest. The rounds after it try again, and move there what lies in the rest.
 */
export async function ensurePartition(database: Database, round: number): Promise<void> {
  const from = firstOf(round)
  const known: Looked = looked.get(database) ?? new Map()
  looked.set(database, known)
  const before = known.get(from)
  if (before === null) return
  if (before && before.since + 1 < Math.min(2 ** (before.failed - 1), longestPause)) {
    known.set(from, { ...before, since: before.since + 1 })
    return
  }
  const covers = (one: Partition) => (one.from ?? -1) <= round && round < (one.to ?? Infinity)
  const isThere =
    (await partitionsOf(database)).some(covers) ||
    (await inTurn(database, (transaction) => addPartition(transaction, from)))
  known.set(from, isThere ? null : { failed: (before?.failed ?? 0) + 1, since: 0 })
}

/** Makes the partitions of rounds, within the transaction of a restore. */
export async function addPartitions(transaction: Queryable, rounds: readonly number[]): Promise<void> {
  for (const from of new Set(rounds.map(firstOf))) await addPartition(transaction, from)
}

/** True for a store whose receipts are in partitions, as they are since its version 19. */
export async function hasPartitions(on: Queryable): Promise<boolean> {
  const rows = await on.query(
    "select 1 from pg_class where oid = to_regclass('subnetkit.receipts') and relkind = 'p'",
  )
  return rows.length > 0
}

/** Receipts that are moved out of the rest at most: more go by being deleted. */
const mostMoved = 200_000

async function addPartition(transaction: Queryable, from: number): Promise<void> {
  const to = from + partitionBlocks
  // That of an older store may end within.
  const partitions = await partitionsOf(transaction)
  if (partitions.some((one) => (one.from ?? -1) < to && from < (one.to ?? Infinity))) return
  const [name, own] = [`subnetkit.receipts_${from}`, `round >= ${from} and round < ${to}`]
  await transaction.query('lock table subnetkit.receipts_rest in access exclusive mode')
  const [rest] = await transaction.query<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from subnetkit.receipts_rest where ${own} limit ${mostMoved + 1}) found`,
  )
  // Without a partition they are where they are found, too.
  if ((rest?.count ?? 0) > mostMoved) return
  await transaction.query(
    `create table ${name} (like subnetkit.receipts including defaults including constraints)`,
  )
  await transaction.query(
    `with moved as (delete from subnetkit.receipts_rest where ${own} returning *) insert into ${name} select * from moved`,
  )
  await transaction.query(
    `alter table subnetkit.receipts attach partition ${name} for values from (${from}) to (${to})`,
  )
}

/** Receipts that a statement deletes, and statements at most. */
const [batch, mostBatches] = [10_000, 200]

/**
 * Drops the partitions of which no scope keeps a receipt. Where a scope of an older chain keeps one, those of other scopes are deleted a while
 * later. Best effort, never throws: the next call does what this one could not.
 */
export async function dropPartitions(database: Database): Promise<void> {
  try {
    const [row] = await database.query<{ newest: number | null }>(
      'select max(forgotten) as newest from subnetkit.scopes',
    )
    const newest = row?.newest ?? -1
    for (const { name, to } of await partitionsOf(database)) {
      if (to === null || to > newest + 1) continue
      if (await isNeeded(database, name)) await deleteForgotten(database, name, to + 2 * partitionBlocks)
      else await dropUnneeded(database, name)
    }
    // Receipts that have no partition.
    await deleteForgotten(database, 'receipts_rest', 0)
  } catch {}
}

async function isNeeded(on: Queryable, name: string): Promise<boolean> {
  const rows = await on.query(
    `select 1 from subnetkit.scopes s where exists (
       select 1 from subnetkit.${name} r where r.scope = s.id and r.round > s.forgotten) limit 1`,
  )
  return rows.length > 0
}

async function dropUnneeded(database: Database, name: string): Promise<void> {
  await inTurn(database, async (transaction) => {
    // In the order of readers, who would be in a deadlock with us. Nothing is added between the look and the end of the partition.
    await transaction.query('lock table only subnetkit.receipts in access exclusive mode')
    await transaction.query(`lock table subnetkit.${name} in access exclusive mode`)
    if (!(await isNeeded(transaction, name))) await transaction.query(`drop table subnetkit.${name}`)
  })
}

/** Deletes the receipts that no scope keeps, of scopes that have come as far as a round. */
async function deleteForgotten(database: Database, name: string, from: number): Promise<void> {
  for (let count = batch, at = 0; count === batch && at < mostBatches; at++) {
    count = 0
    await inTurn(database, async (transaction) => {
      const deleted = await transaction.query(
        `delete from subnetkit.${name} where ctid in (
           select r.ctid from subnetkit.scopes s join subnetkit.${name} r on r.scope = s.id and r.round <= s.forgotten
            where s.forgotten >= $1 limit ${batch}) returning 1`,
        [from],
      )
      count = deleted.length
    })
  }
}

/** First round after the receipts of an older store, which are one partition whatever their number; -1 without it. */
export async function endOfOlder(on: Queryable): Promise<number> {
  return (await partitionsOf(on)).find(({ from }) => from === null)?.to ?? -1
}

/** Runs a change of the partitions, one process at a time; returns false for one that failed. */
function inTurn(database: Database, change: (transaction: Queryable) => Promise<void>): Promise<boolean> {
  const done = database.transaction(
    async (transaction) => {
      await transaction.query(`set local lock_timeout = ${lockMs}`)
      await change(transaction)
    },
    { lock: 'receipt-partitions' },
  )
  return done.then(
    () => true,
    () => false,
  )
}

/** Returns a function that is true at the first fold, and then once for each partition that rounds pass. */
export function oncePerPartition(): (round: number) => boolean {
  let last: number | null = null
  return (round) => {
    const isNew = last !== firstOf(round)
    last = firstOf(round)
    return isNew
  }
}

/** True where a scope leaves receipts to their partition: of rounds that are kept for less than two, deleting keeps the store small. */
export const leavesToPartitions = (newest: number, forgotten: number): boolean =>
  newest - forgotten >= 2 * partitionBlocks
