import type { Clock } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'

/** A question of a user who has agreed that it is asked again, and the answer that several operators agreed on. */
export interface ReplayQuestion {
  readonly id: string
  readonly keyId: string
  readonly payer: string
  /** Id of the model. */
  readonly model: string
  readonly view: 'chat' | 'completion' | 'json'
  /** The request as the view took it: JSON. */
  readonly request: unknown
  readonly prompt: string
  /** Gist of the answer, as the view has it. */
  readonly gist: string
}

/** Questions that may be asked again, kept across restarts. */
export interface ReplayStore {
  note(question: ReplayQuestion): Promise<void>
  /** Takes a question of a model that is at least six hours old, and deletes it: each is asked again once. Null if there is none. */
  take(model: string): Promise<ReplayQuestion | null>
}

interface ReplayRow {
  readonly id: string
  readonly key_id: string
  readonly payer: string
  readonly model: string
  readonly view: ReplayQuestion['view']
  readonly request: string
  readonly prompt: string
  readonly gist: string
}

/** Least and largest age of a question, in ms: six hours, and a week. */
const minAgeMs = 21_600_000
const retentionMs = 604_800_000
/** Questions that are kept, and characters of one. */
const mostKept = 10_000
const longest = 32_768

const table = 'subnetkit_gateway.replays'

export function createReplayStore(database: Database, clock: Pick<Clock, 'date'>): ReplayStore {
  return {
    async note({ id, keyId, payer, model, view, request, prompt, gist }) {
      const text = JSON.stringify(request)
      if (text.length > longest || gist.length > longest || looksPersonal(textsOf(request))) return
      const now = Math.floor(clock.date())
      await database.query(
        `insert into ${table} (id, key_id, payer, model, view, request, prompt, gist, at)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9::bigint
          where exists (select 1 from subnetkit_gateway.keys where id = $2 and organic = 'replay' and revoked_at is null)
         on conflict do nothing`,
        [id, keyId, payer, model, view, text, prompt, gist, now],
      )
      await database.query(
        `delete from ${table} where at < $1 or id in (select id from ${table} order by at desc, id offset $2)`,
        [now - retentionMs, mostKept],
      )
    },
    async take(model) {
      const now = Math.floor(clock.date())
      const [row] = await database.query<ReplayRow>(
        `delete from ${table} where id = (
           select id from ${table} where model = $1 and at <= $2 and at > $3 order by random() limit 1) returning *`,
        [model, now - minAgeMs, now - retentionMs],
      )
      if (row === undefined) return null
      const { key_id: keyId, request, id, payer, view, prompt, gist } = row
      return { ...{ id, keyId, payer, model, view, prompt, gist }, request: JSON.parse(request) as unknown }
    },
  }
}

/** A request without its numbers: a seed is long, too. */
const textsOf = (request: unknown): string =>
  JSON.stringify(request, (_, value: unknown) => (typeof value === 'number' ? 0 : value))

/** Deletes the questions of a key at once: its owner has left, or has withdrawn. */
export async function forgetReplays(database: Database, keyId: string): Promise<void> {
  await database.query(`delete from ${table} where key_id = $1`, [keyId])
}

/** Shapes of what belongs to a person: such a question is not kept, since without it the answer would be another one. */
const personal = [
  /[^\s@"]+@[^\s@"]+\.[a-z]{2,}/i, // mail addresses
  /(?:\d[ -]?){9,}/, // numbers of telephones, cards and accounts
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/, // addresses of machines
  /\b(?:sk|pk|sn|ghp|xox[abp]|AKIA)[-_A-Za-z0-9]{12,}/, // keys
  /-----BEGIN /,
  /\/\/[^\s/@"]+:[^\s/@"]+@/, // passwords in URLs
  /\b(?:pass(?:word|wort)?|secret|token|api[-_ ]?key)\b/i,
]

/** Returns true for a text with a mail address, a long number, a key or the like. */
export const looksPersonal = (text: string): boolean => personal.some((shape) => shape.test(text))
