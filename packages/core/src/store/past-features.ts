import { freezeJson } from '../rubric/frozen-copy.js'
import type { Score } from '../rubric/rubric.js'
import { type MinerIdentity, minerKey } from '../scoreboard/scoreboard.js'
import type { Database } from './database.js'
import { formerHotkeys } from './follow-neurons.js'
import type { ComparableReceipt } from './records.js'

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

/** Features of a miner in a round that is over. Frozen, since all readers share them. */
interface KnownFeatures extends MinerIdentity {
  readonly answers: PastFeatures['answers']
}

interface KnownRound {
  readonly miners: readonly KnownFeatures[]
  /** Bytes in memory, about. */
  readonly size: number
}

/** Most bytes of features that stay in memory, about, and what an answer takes besides the characters of its JSON. */
const [mostBytes, bytesEach] = [32_000_000, 300]

/**
 * Returns how to read the features of rounds before one. The receipts of a round do not change once it is over, so those that were read
 * last stay in memory, where no caller can change them.
 */
export function createPastFeatures(database: Database, scope: string) {
  const known = new Map<number, KnownRound>()
  let size = 0
  /** Rounds that a reader has looked back, at most: older ones are not read again. */
  let lookBack = 0
  /** Rounds that were read to be compared, the last one and the one before; known once they are over. */
  const compared = new Map<number, KnownRound>()

  function keep(number: number, round: KnownRound): void {
    known.set(number, round)
    size += round.size
    for (const [oldest, kept] of [...known].sort(([one], [other]) => one - other)) {
      if (size <= mostBytes && known.size <= lookBack) return
      known.delete(oldest)
      size -= kept.size
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

  /** Returns the rounds that are known or were read just now, by their numbers. */
  async function loadActive(rounds: readonly PastRound[]): Promise<ReadonlyMap<number, KnownRound>> {
    const found = new Map<number, KnownRound>()
    for (const { number, is_over } of rounds) {
      const fresh = compared.get(number)
      if (fresh && is_over && !known.has(number)) keep(number, fresh)
      const round = known.get(number)
      if (round) found.set(number, round)
    }
    const missing = rounds.filter(({ number }) => !found.has(number))
    const groups = groupByRound(await load(numbersOf(missing), null))
    for (const { number, is_over } of missing) {
      const round = readRound(groups.get(number) ?? [])
      found.set(number, round)
      if (is_over) keep(number, round)
    }
    return found
  }

  async function read(round: number, rounds: number, version: string | null = null): Promise<PastFeatures[]> {
    lookBack = Math.max(lookBack, rounds)
    const past = await database.query<PastRound>(
      `select r.number, row_number() over (order by r.number desc)::int as age,
              r.state in ('folded', 'skipped') as is_over,
              exists (select 1 from subnetkit.receipts t where t.scope = $1 and t.round = r.number) as is_kept,
              exists (select 1 from subnetkit.shadow_parts s
                       where s.scope = $1 and s.round = r.number and s.version = $4) as is_shadow
         from subnetkit.rounds r where r.scope = $1 and r.number < $2 order by r.number desc limit $3`,
      [scope, round, rounds, version],
    )
    const active = await loadActive(past.filter((one) => one.is_kept && !one.is_shadow))
    const shadow = groupByRound(await load(numbersOf(past.filter((one) => one.is_shadow)), version))
    // A miner whose hotkey was swapped keeps its past.
    const successors = new Map(
      (await formerHotkeys(database, scope)).map((one) => [minerKey(one), one.successor]),
    )
    return past.flatMap(({ number, age, is_shadow }) =>
      ((is_shadow ? readRound(shadow.get(number) ?? []) : active.get(number))?.miners ?? []).map((one) => ({
        ...{ age, registeredAt: one.registeredAt, answers: one.answers },
        hotkey: successors.get(minerKey(one)) ?? one.hotkey,
      })),
    )
  }

  return {
    read,
    /**
     * Takes the features of a round that is about to be compared, to read them no second time: by miner, with the characters of their JSON.
     * Freezes them.
     */
    remember(number: number, miners: readonly (readonly ComparableReceipt[])[], characters: number): void {
      const [before] = [...compared.keys()].filter((one) => one !== number).slice(-1)
      for (const one of [...compared.keys()]) if (one !== before) compared.delete(one)
      compared.set(number, knownRound(miners.map(toKnown), characters))
    },
  }
}

const numbersOf = (rounds: readonly PastRound[]) => rounds.map(({ number }) => number)

function groupByRound(rows: readonly FeaturesRow[]): ReadonlyMap<number, readonly FeaturesRow[]> {
  const groups = new Map<number, FeaturesRow[]>()
  for (const row of rows) {
    const group = groups.get(row.round)
    if (group) group.push(row)
    else groups.set(row.round, [row])
  }
  return groups
}

const readRound = (rows: readonly FeaturesRow[]): KnownRound =>
  knownRound(
    rows.map(readKnown),
    rows.reduce((sum, { features }) => sum + features.length, 0),
  )

function knownRound(miners: readonly KnownFeatures[], characters: number): KnownRound {
  const answers = miners.reduce((sum, one) => sum + one.answers.length, 0)
  return { miners, size: characters + answers * bytesEach }
}

function readKnown({ hotkey, registered_at: registeredAt, features, families }: FeaturesRow): KnownFeatures {
  const names = JSON.parse(`[${families}]`) as string[]
  const read = JSON.parse(`[${features}]`) as Features[]
  return { hotkey, registeredAt, answers: read.map((one, at) => knownAnswer(names[at]!, one)) }
}

function toKnown(receipts: readonly ComparableReceipt[]): KnownFeatures {
  const { hotkey, registeredAt } = receipts[0]!
  return {
    ...{ hotkey, registeredAt },
    answers: receipts.map(({ family, parts }) => knownAnswer(family, parts.features!)),
  }
}

type Features = NonNullable<Score['features']>

const knownAnswer = (family: string, features: Features) => ({ family, features: freezeJson(features) })
