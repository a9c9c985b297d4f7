import type { Queryable } from './database.js'
import type { ComparableReceipt, Receipt, ShadowScore } from './records.js'
import { boundedText, type ComparableRow, toComparable, writeParts } from './rows.js'

/** Score of an answer by the version that is not active, once its round is compared. */
export type ComparedShadow = Pick<Receipt, 'hotkey' | 'taskId'> & Pick<ShadowScore, 'score' | 'reason'>

/** Statement that stores the rows of {@link shadowPartsOf}, which are the parameter `at`; `$1` is the scope. */
export const insertShadowParts = (at: string) => `insert into subnetkit.shadow_parts
  (scope, round, hotkey, task_id, version, parts, features)
  select $1::integer, one.* from json_to_recordset(${at}::json) as one
    (round bigint, hotkey text, task_id text, version text, parts text, features text)`

/** Rows for the answers whose scores in the shadow await a comparison, as JSON. */
export function shadowPartsOf(receipts: readonly Receipt[]): string {
  const rows = receipts.flatMap(({ round, hotkey, taskId, shadow }) => {
    if (!shadow?.parts?.features) return []
    const { version, parts } = shadow
    const features = JSON.stringify(parts.features)
    return [{ round, hotkey, task_id: taskId, version, parts: writeParts(parts), features }]
  })
  return JSON.stringify(rows)
}

/** Answers of a round that a version compares in the shadow. */
export async function readShadowParts(
  on: Queryable,
  scope: string,
  { round, version }: { readonly round: number; readonly version: string },
): Promise<ComparableReceipt[]> {
  const rows = await on.query<ComparableRow>(
    `select t.hotkey, t.registered_at, t.task_id, t.family, t.synapse, s.parts, s.features,
            encode(t.answer_hash, 'hex') as answer_hash
       from subnetkit.shadow_parts s
       join subnetkit.receipts t
         on t.scope = s.scope and t.round = s.round and t.hotkey = s.hotkey and t.task_id = s.task_id
      where s.scope = $1 and s.round = $2 and s.version = $3 order by t.hotkey, t.task_id`,
    [scope, round, version],
  )
  return rows.map(toComparable)
}

/** Writes the scores of a round that is compared into its receipts. */
export async function writeCompared(
  on: Queryable,
  scope: string,
  round: number,
  compared: readonly ComparedShadow[],
): Promise<void> {
  if (compared.length === 0) return
  await on.query(
    `update subnetkit.receipts t set shadow_score = c.score, shadow_reason = c.reason
       from unnest($3::text[], $4::text[], $5::double precision[], $6::text[]) as c (hotkey, task_id, score, reason)
      where t.scope = $1 and t.round = $2 and t.hotkey = c.hotkey and t.task_id = c.task_id`,
    [
      ...[scope, round],
      compared.map(({ hotkey }) => hotkey),
      compared.map(({ taskId }) => taskId),
      compared.map(({ score }) => score),
      compared.map(({ reason }) => boundedText(reason)),
    ],
  )
}
