import type { Clock } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'

/** A response as it was sent. */
export interface StoredResponse {
  readonly headers: Readonly<Record<string, string>>
  /** Base64. */
  readonly body: string
}

/** A request that its client names by a key of its own choice. */
export interface NamedRequest {
  readonly keyId: string
  /** Hash of the client's name for it. */
  readonly name: string
  /** Hash of what it asks for. */
  readonly request: string
}

/** State of a named request: it is this caller's to answer, another one asks for something else, it is being answered, or it is answered. */
export type Claim = 'claimed' | 'other' | 'running' | StoredResponse

/** Answers to named requests, for a day. */
export interface AnswerStore {
  claim(named: NamedRequest): Promise<Claim>
  keep(named: NamedRequest, response: StoredResponse): Promise<void>
  /** Gives a claim back, so that the next request is answered. */
  release(named: NamedRequest): Promise<void>
  /** Gives the claims of this process their time once more: an answer to a slow client may take longer. */
  renew(): Promise<void>
  sweep(): Promise<void>
}

/** Life of an answer, and of the claim of a process that was killed, in ms. */
const keepMs = 86_400_000
const claimMs = 120_000
/** Answers of one key that are kept, at most. */
const mostKept = 1_000

const table = 'subnetkit_gateway.named_answers'
export const namedAnswerTables: readonly string[] = [
  `create table subnetkit_gateway.named_answers (
     key_id text not null,
     name text not null,
     request text not null,
     response text,
     expires_at bigint not null,
     primary key (key_id, name)
   )`,
  'create index named_answers_expiry on subnetkit_gateway.named_answers (expires_at)',
]

export function createAnswerStore(database: Database, clock: Pick<Clock, 'date'>): AnswerStore {
  const now = () => Math.floor(clock.date())
  /** Requests that this process answers: those that wait for one do not ask the database. */
  const held = new Map<string, NamedRequest>()
  const placeOf = ({ keyId, name }: NamedRequest) => `${keyId} ${name}`
  return {
    async claim(named) {
      const { keyId, name, request } = named
      const holder = held.get(placeOf(named))
      if (holder !== undefined) return holder.request === request ? 'running' : 'other'
      const date = now()
      const [claimed] = await database.query(
        `insert into ${table} as t (key_id, name, request, expires_at) values ($1, $2, $3, $4::bigint)
         on conflict (key_id, name) do update
           set request = excluded.request, response = null, expires_at = excluded.expires_at
           where t.expires_at <= $5::bigint
         returning 1 as claimed`,
        [keyId, name, request, date + claimMs, date],
      )
      if (claimed !== undefined) {
        held.set(placeOf(named), named)
        return 'claimed'
      }
      const [row] = await database.query<{ request: string; response: string | null }>(
        `select request, response from ${table} where key_id = $1 and name = $2`,
        [keyId, name],
      )
      if (row === undefined) return 'running' // released in between: the next claim gets it
      if (row.request !== request) return 'other'
      return row.response === null ? 'running' : (JSON.parse(row.response) as StoredResponse)
    },
    async keep(named, response) {
      const { keyId, name, request } = named
      held.delete(placeOf(named))
      // Of a request whose claim was over, the name may stand for another one by now.
      await database.query(
        `update ${table} set response = $3, expires_at = $4::bigint where key_id = $1 and name = $2 and request = $5`,
        [keyId, name, JSON.stringify(response), now() + keepMs, request],
      )
      await database.query(
        `delete from ${table} where key_id = $1 and response is not null and name in (
           select name from ${table} where key_id = $1 and response is not null order by expires_at desc offset $2::bigint)`,
        [keyId, mostKept],
      )
    },
    async release(named) {
      const { keyId, name, request } = named
      held.delete(placeOf(named))
      await database.query(
        `delete from ${table} where key_id = $1 and name = $2 and request = $3 and response is null`,
        [keyId, name, request],
      )
    },
    async renew() {
      if (held.size === 0) return
      const all = [...held.values()]
      await database.query(
        `update ${table} t set expires_at = $1::bigint
           from unnest($2::text[], $3::text[], $4::text[]) as h (key_id, name, request)
          where t.key_id = h.key_id and t.name = h.name and t.request = h.request and t.response is null`,
        [
          now() + claimMs,
          ...(['keyId', 'name', 'request'] as const).map((field) => all.map((one) => one[field])),
        ],
      )
    },
    async sweep() {
      await database.query(`delete from ${table} where expires_at <= $1::bigint`, [now()])
    },
  }
}
