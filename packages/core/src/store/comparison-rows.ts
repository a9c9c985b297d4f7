import type { BareReceipt } from '../records/score-record.js'
import type { ComparedPart, Score } from '../rubric/rubric.js'
import type { Queryable } from './database.js'
import type { Receipt } from './records.js'
import { boundedText } from './rows.js'

/** Score and parts of a receipt after the comparisons of its round. */
export interface ComparedReceipt extends Pick<Receipt, 'hotkey' | 'taskId' | 'outcome' | 'reason'> {
  /** Of these, what comparisons change: the value, the criteria, what they were compared with, and the flags. */
  readonly parts: Score
}

/**
 * Group that one criterion compared, and its score; null if it was left out. Without names of fields, and with null for the group that is
 * called like the task, to keep rows short.
 */
type Entry = readonly [
  ...[name: string, group: string | null, peers: number, weight: number | null, score: number | null],
  more?: Pick<ComparedPart, 'detail' | 'leftOut'>,
]

/** Changes of one answer. */
type Changes = readonly [entries: readonly Entry[], flags?: Score['flags']]

/** Answers of a miner in a round, as JSON by task. */
interface ComparisonRow {
  readonly hotkey: string
  /** Values of the scores that were compared. */
  readonly scores: string
  readonly changes: string
}

/** Replaces what is stored about the answers of a round. A row for each miner: rows are what costs time. */
export async function writeComparisons(
  on: Queryable,
  scope: string,
  round: number,
  receipts: readonly ComparedReceipt[],
): Promise<void> {
  await on.query('delete from subnetkit.comparisons where scope = $1 and round = $2', [scope, round])
  const miners = new Map<
    string,
    { readonly scores: [string, number][]; readonly changes: [string, Changes][] }
  >()
  for (const { hotkey, taskId, parts } of receipts) {
    const own = miners.get(hotkey) ?? { scores: [], changes: [] }
    miners.set(hotkey, own)
    own.changes.push([taskId, changesOf(taskId, parts)])
    if (parts.compared) own.scores.push([taskId, parts.value])
  }
  const rows = [...miners].map(([hotkey, { scores, changes }]) => ({
    ...{ hotkey, scores: JSON.stringify(Object.fromEntries(scores)) },
    changes: JSON.stringify(Object.fromEntries(changes)),
  }))
  // One text is read faster than arrays of them.
  await on.query(
    `insert into subnetkit.comparisons (scope, round, hotkey, scores, changes)
     select $1::integer, $2::bigint, *
       from json_to_recordset($3::json) as c (hotkey text, scores text, changes text)`,
    [scope, round, JSON.stringify(rows)],
  )
}

function changesOf(taskId: string, { compared = [], criteria, flags }: Score): Changes {
  const entries = compared.map(({ name, group, peers, ...more }): Entry => {
    const own = criteria.find((one) => one.name === name)
    const place = group === taskId ? null : group
    const entry = [name, place, peers, own?.weight ?? null, own?.score ?? null] as const
    return Object.keys(more).length > 0 ? [...entry, more] : entry
  })
  return flags ? [entries, flags] : [entries]
}

/** Parts of a receipt with what the comparison says about it; `value` is absent for an answer that only has flags. */
function withChanges(
  { taskId, parts }: { readonly taskId: string; readonly parts: Score },
  [entries, flags]: Changes,
  value: number | undefined,
): Score {
  const flagged = flags ? { ...parts, flags } : parts
  if (value === undefined) return flagged
  const names = new Set(entries.map(([name]) => name))
  const criteria = [
    ...parts.criteria.filter(({ name }) => !names.has(name)),
    ...entries.flatMap(([name, , , weight, score]) =>
      weight === null || score === null ? [] : { name, weight, score },
    ),
  ]
  const compared = entries.map(([name, group, peers, , , more]) => ({
    ...{ name, group: group ?? taskId, peers },
    ...more,
  }))
  return { ...flagged, value, criteria, compared }
}

/**
 * Writes the outcomes of a round that is compared into its receipts. Few change, if any: those that an earlier comparison has changed are
 * scored again.
 */
export async function writeOutcomes(
  on: Queryable,
  scope: string,
  round: number,
  receipts: readonly ComparedReceipt[],
): Promise<void> {
  await on.query(
    `update subnetkit.receipts set outcome = 'scored', reason = null
      where scope = $1 and round = $2 and features is not null and outcome <> 'scored'`,
    [scope, round],
  )
  const changed = receipts.filter(({ outcome }) => outcome !== 'scored')
  if (changed.length === 0) return
  await on.query(
    `update subnetkit.receipts t set outcome = c.outcome, reason = c.reason
       from json_to_recordset($3::json) as c (hotkey text, task_id text, outcome text, reason text)
      where t.scope = $1 and t.round = $2 and t.hotkey = c.hotkey and t.task_id = c.task_id`,
    [
      ...[scope, round],
      JSON.stringify(
        changed.map(({ hotkey, taskId, outcome, reason }) => ({
          ...{ hotkey, task_id: taskId, outcome, reason: boundedText(reason) },
        })),
      ),
    ],
  )
}

/**
 * Reads the comparisons of a round, or of one miner in it; returns how to complete its receipts. Read them before the receipts: both are
 * forgotten at once, and receipts are complete without comparisons until the round is compared.
 */
export async function readComparisons(
  on: Queryable,
  scope: string,
  round: number,
  hotkey?: string,
): Promise<<R extends BareReceipt>(receipt: R) => R> {
  const rows = await on.query<ComparisonRow>(
    `select hotkey, scores, changes from subnetkit.comparisons
      where scope = $1 and round = $2 and ($3::text is null or hotkey = $3)`,
    [scope, round, hotkey ?? null],
  )
  const byMiner = new Map(
    rows.map((row) => [
      row.hotkey,
      {
        scores: JSON.parse(row.scores) as Readonly<Record<string, number>>,
        changes: JSON.parse(row.changes) as Readonly<Record<string, Changes>>,
      },
    ]),
  )
  return (receipt) => {
    const own = byMiner.get(receipt.hotkey)
    if (own === undefined || receipt.parts === null || !Object.hasOwn(own.changes, receipt.taskId))
      return receipt
    const value = Object.hasOwn(own.scores, receipt.taskId) ? own.scores[receipt.taskId] : undefined
    const { taskId } = receipt
    const parts = withChanges({ taskId, parts: receipt.parts }, own.changes[taskId]!, value)
    return { ...receipt, parts, score: value ?? receipt.score }
  }
}

/** Scores of a round that were compared: a table for `with`, named `compared`; `$1` is the scope and `$2` the round. */
export const comparedScores = `compared as (
  select o.hotkey, s.key as task_id, s.value::double precision as score
    from subnetkit.comparisons o cross join lateral json_each_text(o.scores::json) s
   where o.scope = $1 and o.round = $2)`
