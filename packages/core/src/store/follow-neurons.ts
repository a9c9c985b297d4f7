import { findHotkeySwaps, type HotkeySwap, type Metagraph, type NeuronIdentity } from '@subnetkit/chain'
import type { Database, Queryable } from './database.js'
import { type Columns, insertRows } from './insert-rows.js'
import { dropAnswers } from './queries.js'

/**
 * Notes that these registrations exist, and returns the hotkeys that were swapped since the last metagraph. Their scores
 * go along; so do those of rounds under way, whose receipts name the former hotkey. Queries of a former hotkey that are
 * not over end as unasked: nobody answers to it any more.
 */
export function followNeurons(
  database: Database,
  scope: string,
  { block, neurons }: Pick<Metagraph, 'block' | 'neurons'>,
): Promise<readonly HotkeySwap[]> {
  return database.transaction(
    async (transaction) => {
      const swaps = (await isNewer(transaction, scope, block))
        ? await followSwaps(transaction, scope, { block, neurons })
        : []
      for (const table of ['scores', 'shadow_scores']) {
        await transaction.query(
          `update subnetkit.${table} s set seen_at = $2
             from unnest($3::text[], $4::bigint[]) as n (hotkey, registered_at)
            where s.scope = $1 and s.hotkey = n.hotkey and s.registered_at = n.registered_at and s.seen_at < $2`,
          [scope, block, neurons.map(({ hotkey }) => hotkey), neurons.map((neuron) => neuron.registeredAt)],
        )
      }
      return swaps
    },
    { lock: scope },
  )
}

/** Another endpoint may be behind: the past says nothing new. */
async function isNewer(transaction: Queryable, scope: string, block: number): Promise<boolean> {
  const updated = await transaction.query(
    `update subnetkit.validators set metagraph_block = $2
      where scope = $1 and coalesce(metagraph_block, -1) < $2 returning scope`,
    [scope, block],
  )
  return updated.length > 0
}

async function followSwaps(
  transaction: Queryable,
  scope: string,
  { block, neurons }: Pick<Metagraph, 'block' | 'neurons'>,
): Promise<readonly HotkeySwap[]> {
  const known = await knownNeurons(transaction, scope)
  const swaps = findHotkeySwaps(known, neurons)
  for (const swap of swaps) await follow(transaction, scope, swap, block)
  // As long as there are receipts that a swap explains.
  await transaction.query(
    `delete from subnetkit.swaps where scope = $1
        and block < (select min(number) from subnetkit.rounds where scope = $1)`,
    [scope],
  )
  await keepNeurons(transaction, scope, known, neurons)
  return swaps
}

async function follow(
  transaction: Queryable,
  scope: string,
  { from, to, registeredAt }: HotkeySwap,
  block: number,
): Promise<void> {
  const neuron = [scope, from, registeredAt] as const
  const swapped = [...neuron, to] as const
  await transaction.query(
    `update subnetkit.scores s set hotkey = $4
      where scope = $1 and hotkey = $2 and registered_at = $3
        and not exists (select 1 from subnetkit.scores o
                         where o.scope = $1 and o.hotkey = $4 and o.registered_at = $3)`,
    swapped,
  )
  await transaction.query(
    `update subnetkit.shadow_scores s set hotkey = $4
      where scope = $1 and hotkey = $2 and registered_at = $3
        and not exists (select 1 from subnetkit.shadow_scores o
                         where o.scope = $1 and o.version = s.version and o.hotkey = $4 and o.registered_at = $3)`,
    swapped,
  )
  // Each former hotkey leads to the present one, which leads nowhere.
  await transaction.query(
    `update subnetkit.swaps set successor = $4 where scope = $1 and successor = $2 and registered_at = $3`,
    swapped,
  )
  await transaction.query(
    `insert into subnetkit.swaps (scope, hotkey, registered_at, successor, block) values ($1, $2, $3, $4, $5)
     on conflict (scope, hotkey, registered_at) do update set successor = excluded.successor, block = excluded.block`,
    [...swapped, block],
  )
  await transaction.query(
    'delete from subnetkit.swaps where scope = $1 and hotkey = $2 and registered_at = $3',
    [scope, to, registeredAt],
  )
  const ended = await transaction.query<{ round: number; uid: number }>(
    `update subnetkit.queries set state = 'unasked', reason = $4
      where scope = $1 and hotkey = $2 and registered_at = $3 and state = 'planned' returning round, uid`,
    [...neuron, `HOTKEY_SWAPPED: its hotkey was swapped for ${to}`],
  )
  for (const { round, uid } of ended) await dropAnswers(transaction, scope, round, uid)
}

interface NeuronRow {
  readonly uid: number
  readonly hotkey: string
  readonly coldkey: string
  readonly registered_at: number
}

const neuronColumns: Columns<NeuronRow> = {
  uid: 'integer',
  hotkey: 'text',
  coldkey: 'text',
  registered_at: 'bigint',
}

/** Returns the neurons of the metagraph that was seen last, by uid. */
export async function knownNeurons(on: Queryable, scope: string): Promise<NeuronIdentity[]> {
  const rows = await on.query<NeuronRow>('select * from subnetkit.neurons where scope = $1 order by uid', [
    scope,
  ])
  return rows.map(toIdentity)
}

/** A former hotkey, of which receipts may speak, and the one that has its registration now. */
export interface FormerHotkey {
  readonly hotkey: string
  readonly registeredAt: number
  readonly successor: string
}

/** Returns the former hotkeys of miners that swapped theirs. */
export async function formerHotkeys(on: Queryable, scope: string): Promise<FormerHotkey[]> {
  const rows = await on.query<{ hotkey: string; registered_at: number; successor: string }>(
    'select hotkey, registered_at, successor from subnetkit.swaps where scope = $1',
    [scope],
  )
  return rows.map(({ registered_at: registeredAt, ...names }) => ({ ...names, registeredAt }))
}

const toIdentity = (row: NeuronRow): NeuronIdentity => ({
  uid: row.uid,
  hotkey: row.hotkey,
  coldkey: row.coldkey,
  registeredAt: row.registered_at,
})

/** Replaces the known neurons, of which few change. */
async function keepNeurons(
  transaction: Queryable,
  scope: string,
  known: readonly NeuronIdentity[],
  neurons: readonly NeuronIdentity[],
): Promise<void> {
  const before = new Map(known.map((neuron) => [neuron.uid, neuron]))
  const changed = neurons.filter((neuron) => !isSame(before.get(neuron.uid), neuron))
  const uids = new Set(neurons.map(({ uid }) => uid))
  const stale = known.filter(({ uid }) => !uids.has(uid)).map(({ uid }) => uid)
  if (stale.length > 0) {
    await transaction.query('delete from subnetkit.neurons where scope = $1 and uid = any ($2::integer[])', [
      scope,
      stale,
    ])
  }
  if (changed.length === 0) return
  const rows = changed.map(({ uid, hotkey, coldkey, registeredAt }) => ({
    ...{ uid, hotkey, coldkey },
    registered_at: registeredAt,
  }))
  const { sql, values } = insertRows('subnetkit.neurons', neuronColumns, rows)
  await transaction.query(
    `${sql}
     on conflict (scope, uid) do update
       set hotkey = excluded.hotkey, coldkey = excluded.coldkey, registered_at = excluded.registered_at`,
    [scope, ...values],
  )
}

const isSame = (known: NeuronIdentity | undefined, neuron: NeuronIdentity) =>
  known?.hotkey === neuron.hotkey &&
  known.coldkey === neuron.coldkey &&
  known.registeredAt === neuron.registeredAt
