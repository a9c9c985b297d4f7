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
  return {
    async claim({ keyId, name, request }) {
      const date = now()
      const [claimed] = await database.query(
        `insert into ${table} as t (key_id, name, request, expires_at) values ($1, $2, $3, $4::bigint)
         on conflict (key_id, name) do update
           set request = excluded.request, response = null, expires_at = excluded.expires_at
           where t.expires_at <= $5::bigint
         returning 1 as claimed`,
        [keyId, name, request, date + claimMs, date],
      )
      if (claimed !== undefined) return 'claimed'
      const [row] = await database.query<{ request: string; response: string | null }>(
        `select request, response from ${table} where key_id = $1 and name = $2`,
        [keyId, name],
      )
      if (row === undefined) return 'running' // released in between: the next claim gets it
      if (row.request !== request) return 'other'
      return row.response === null ? 'running' : (JSON.parse(row.response) as StoredResponse)
    },
    async keep({ keyId, name, request }, response) {
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
    async release({ keyId, name, request }) {
      await database.query(
        `delete from ${table} where key_id = $1 and name = $2 and request = $3 and response is null`,
        [keyId, name, request],
      )
    },
    async sweep() {
      await database.query(`delete from ${table} where expires_at <= $1::bigint`, [now()])
    },
  }
}
