import type { Score } from '../rubric/rubric.js'
import type { MinerIdentity } from '../scoreboard/scoreboard.js'
import type { Database } from './database.js'
import { formerHotkeys } from './follow-neurons.js'

/** Features of a miner in an earlier round. */
export interface PastFeatures extends MinerIdentity {
  /** Rounds of the validator ago; 1 for the one before. */
  readonly age: number
  /** By task. */
  readonly answers: readonly { readonly family: string; readonly features: NonNullable<Score['features']> }[]
}

/** Round with its age, and with the version that scored it in its shadow. */
interface PastRound {
  readonly number: number
  readonly age: number
  readonly is_over: boolean
  readonly is_kept: boolean
  readonly is_shadow: boolean
}

interface FeaturesRow {
  readonly round: number
  readonly hotkey: string
  readonly registered_at: number
  /** Insides of JSON arrays, by task. */
  readonly features: string
  readonly families: string
}

/** Most characters of features that stay in memory. */
const mostCharacters = 16_000_000

/**
 * Returns how to read the features of rounds before one. The receipts of a round do not change once it is over, so those that were read
 * last stay in memory, as text: what is read from it belongs to the caller.
 */
export function pastFeatures(database: Database, scope: string) {
  const known = new Map<number, readonly FeaturesRow[]>()
  let characters = 0

  function keep(round: number, rows: readonly FeaturesRow[]): void {
    known.set(round, rows)
    characters += sizeOf(rows)
    for (const [oldest, kept] of [...known].sort(([one], [other]) => one - other)) {
      if (characters <= mostCharacters) return
      known.delete(oldest)
      characters -= sizeOf(kept)
    }
  }

  /** Reads the features of rounds: those of the active version, or of one that scored in the shadow. */
  async function load(rounds: readonly number[], version: string | null): Promise<FeaturesRow[]> {
    if (rounds.length === 0) return []
    return database.query<FeaturesRow>(
      `select t.round, t.hotkey, t.registered_at,
              string_agg(coalesce(s.features, t.features), ',' order by t.task_id collate "C") as features,
              string_agg(to_json(t.family)::text, ',' order by t.task_id collate "C") as families
         from subnetkit.receipts t
         left join subnetkit.shadow_parts s
           on s.scope = $1 and s.round = t.round and s.hotkey = t.hotkey and s.task_id = t.task_id and s.version = $3
        where t.scope = $1 and t.round = any($2::bigint[])
          and case when $3::text is null then t.features is not null else s.features is not null end
        group by 1, 2, 3`,
      [scope, rounds, version],
    )
  }

  return async function read(
    round: number,
    rounds: number,
    version: string | null = null,
  ): Promise<PastFeatures[]> {
    const past = await database.query<PastRound>(
      `select r.number, row_number() over (order by r.number desc)::int as age,
              r.state in ('folded', 'skipped') as is_over,
              exists (select 1 from subnetkit.receipts t where t.scope = $1 and t.round = r.number) as is_kept,
              exists (select 1 from subnetkit.shadow_parts s
                       where s.scope = $1 and s.round = r.number and s.version = $4) as is_shadow
         from subnetkit.rounds r where r.scope = $1 and r.number < $2 order by r.number desc limit $3`,
      [scope, round, rounds, version],
    )
    const active = past.filter((one) => one.is_kept && !one.is_shadow).map(({ number }) => number)
    const shadow = await load(
      past.filter((one) => one.is_shadow).map(({ number }) => number),
      version,
    )
    const over = new Set(past.filter((one) => one.is_over).map(({ number }) => number))
    const missing = active.filter((number) => !known.has(number))
    const byRound = new Map(active.map((number) => [number, known.get(number) ?? []]))
    for (const [number, rows] of groupByRound(missing, await load(missing, null))) {
      byRound.set(number, rows)
      if (over.has(number)) keep(number, rows)
    }
    for (const [number, rows] of groupByRound([], shadow)) byRound.set(number, rows)
    // A miner whose hotkey was swapped keeps its past.
    const successors = new Map(
      (await formerHotkeys(database, scope)).map((one) => [
        `${one.hotkey} ${one.registeredAt}`,
        one.successor,
      ]),
    )
    return past.flatMap(({ number, age }) =>
      (byRound.get(number) ?? []).map((row) => ({
        ...{ age, registeredAt: row.registered_at, answers: answersOf(row) },
        hotkey: successors.get(`${row.hotkey} ${row.registered_at}`) ?? row.hotkey,
      })),
    )
  }
}

const sizeOf = (rows: readonly FeaturesRow[]) =>
  rows.reduce((sum, { features, families }) => sum + features.length + families.length, 0)

function groupByRound(numbers: readonly number[], rows: readonly FeaturesRow[]): Map<number, FeaturesRow[]> {
  const groups = new Map<number, FeaturesRow[]>(numbers.map((number) => [number, []]))
  for (const row of rows) {
    const group = groups.get(row.round)
    if (group) group.push(row)
    else groups.set(row.round, [row])
  }
  return groups
}

function answersOf({ features, families }: FeaturesRow): PastFeatures['answers'] {
  const names = JSON.parse(`[${families}]`) as string[]
  return (JSON.parse(`[${features}]`) as NonNullable<Score['features']>[]).map((one, at) => ({
    ...{ family: names[at]!, features: one },
  }))
}
