import { Bytes } from '../subnet/encoding/byte-value.js'
import type { QueryResult } from '../subnet/miner-client.js'
import { type AnswerForm, readForm, type WrittenOutput } from './answer-form.js'
import type { Database, Queryable } from './database.js'
import { type MinerPlace, placeKey, placeTable, placeValues, runTogether } from './run-together.js'

/** Answer to one task. */
export interface NewAnswer {
  readonly taskId: string
  /** Outcome as the client stated it; its output is null. */
  readonly result: QueryResult<null>
  /** Time at which it was there, Unix time in ms. @default unknown */
  readonly receivedAt?: number | undefined
  /** Output of a valid answer, written down by `writeForm`. */
  readonly output: WrittenOutput | null
}

/** Answer to one task as it waits to be scored. */
export interface StoredAnswer extends Pick<NewAnswer, 'taskId' | 'result' | 'receivedAt'> {
  /** Output of a valid answer: `wire` as it arrived, before its schema ran, or `decoded` as the schema returned it. */
  readonly output: { readonly form: AnswerForm; readonly value: unknown } | null
}

/** Answers that wait to be scored. Every call is durable when it returns. */
export interface AnswerStore {
  /**
   * Stores an answer to a task of a planned query; an existing one is not changed, and one that comes too late is not
   * kept.
   */
  addAnswer(round: number, uid: number, answer: NewAnswer): Promise<void>
  /** Returns the answers of a miner by task. Binary values are read from the store when they are used. */
  answers(round: number, uid: number): Promise<StoredAnswer[]>
  /** Returns the size of all answers that wait, in bytes. */
  answerBytes(): Promise<number>
  /** Returns the ids of those tasks that have an answer or a receipt. */
  doneTasks(round: number, uid: number): Promise<ReadonlySet<string>>
}

interface AnswerRow {
  readonly task_id: string
  readonly result: string
  readonly form: AnswerForm | null
  readonly output: string | null
}

/** Bytes in one row of a binary value. */
const chunkBytes = 1_000_000

/** Most answers, and characters of them, that one statement writes. */
const [mostTogether, mostCharacters] = [200, 2_000_000]

interface NewRow {
  readonly round: number
  readonly uid: number
  readonly answer: NewAnswer
}

export function answerStore(database: Database, scope: string): AnswerStore {
  type Place = readonly [scope: string, round: number, uid: number, taskId: string]

  /**
   * Returns the tasks whose answers were added: not those that have one already, or come too late. The queries are not
   * closed before the transaction ends: what is written after the answers of a round were dropped would stay.
   */
  function addRows(on: Queryable, rows: readonly NewRow[]): Promise<readonly unknown[]> {
    return on.query(
      `insert into subnetkit.answers (scope, round, uid, task_id, result, form, output)
       select q.scope, q.round, q.uid, a.task_id, a.result, a.form, a.output
         from unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[])
                as a (round, uid, task_id, result, form, output)
        cross join lateral (
          select * from subnetkit.queries
           where scope = $1 and round = a.round and uid = a.uid and state = 'planned' offset 0 for share) q
       on conflict do nothing returning task_id`,
      [
        scope,
        rows.map(({ round }) => round),
        rows.map(({ uid }) => uid),
        rows.map(({ answer }) => answer.taskId),
        rows.map(({ answer: { result, receivedAt } }) => JSON.stringify({ ...result, receivedAt })),
        rows.map(({ answer }) => answer.output?.form ?? null),
        rows.map(({ answer }) => answer.output?.text ?? null),
      ],
    )
  }
  const addTogether = runTogether<NewRow, void>({
    async run(rows) {
      // In one order, so that two writers do not wait for each other.
      await addRows(database, rows.toSorted(byPlace))
      return []
    },
    sizeOf: ({ answer }) => answer.output?.text.length ?? 0,
    ...{ mostItems: mostTogether, mostSize: mostCharacters },
  })
  async function addParts(on: Queryable, place: Place, parts: readonly Bytes[]): Promise<void> {
    for (const [part, bytes] of parts.entries()) {
      let chunk = 0
      for await (const data of inChunks(bytes)) {
        await on.query(
          `insert into subnetkit.answer_parts (scope, round, uid, task_id, part, chunk, data)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [...place, part, chunk++, data],
        )
      }
    }
  }
  const partAt = (place: Place) => (part: number, size: number) =>
    new Bytes({
      size,
      async *chunks() {
        for (let chunk = 0; chunk * chunkBytes < size; chunk++) {
          const [row] = await database.query<{ data: Uint8Array }>(
            `select data from subnetkit.answer_parts
              where scope = $1 and round = $2 and uid = $3 and task_id = $4 and part = $5 and chunk = $6`,
            [...place, part, chunk],
          )
          if (!row) throw new Error(`part ${part} of the answer to ${place[3]} is gone`)
          yield row.data
        }
      },
    })
  const rowsTogether = runTogether<MinerPlace, readonly AnswerRow[]>({
    async run(places) {
      const rows = await database.query<AnswerRow & { readonly uid: number }>(
        `select uid, task_id, result, form, output from subnetkit.answers
          where scope = $1 and round = $2 and uid = any ($3::integer[]) order by uid, task_id`,
        [scope, places[0]!.round, places.map(({ uid }) => uid)],
      )
      return places.map((place) => rows.filter(({ uid }) => uid === place.uid))
    },
    groupOf: ({ round }) => round,
  })
  const doneTogether = runTogether<MinerPlace, ReadonlySet<string>>({
    async run(places) {
      const rows = await database.query<MinerPlace & { task_id: string }>(
        `select place.round, place.uid, done.task_id from ${placeTable} cross join lateral (
           select task_id from subnetkit.answers where scope = $1 and round = place.round and uid = place.uid
           union
           select task_id from subnetkit.receipts
            where scope = $1 and round = place.round and uid = place.uid and hotkey = (
              select hotkey from subnetkit.queries where scope = $1 and round = place.round and uid = place.uid)
           offset 0) done`,
        [scope, ...placeValues(places)],
      )
      const done = new Map(places.map((place) => [placeKey(place), new Set<string>()]))
      for (const row of rows) done.get(placeKey(row))?.add(row.task_id)
      return places.map((place) => done.get(placeKey(place))!)
    },
  })

  return {
    async addAnswer(round, uid, answer) {
      const row = { round, uid, answer }
      const parts = answer.output?.parts ?? []
      if (parts.length === 0) return addTogether(row)
      await database.transaction(
        async (transaction) => {
          const added = await addRows(transaction, [row])
          if (added.length > 0) await addParts(transaction, [scope, round, uid, answer.taskId], parts)
        },
        { lock: null },
      )
    },
    async answers(round, uid) {
      return (await rowsTogether({ round, uid })).map(({ result: text, ...row }) => ({
        taskId: row.task_id,
        ...resultOf(text),
        output:
          row.form === null || row.output === null
            ? null
            : {
                form: row.form,
                value: readForm(row.form, row.output, partAt([scope, round, uid, row.task_id])),
              },
      }))
    },
    async answerBytes() {
      const [row] = await database.query<{ bytes: string }>(
        `select (
           (select coalesce(sum(octet_length(result) + coalesce(octet_length(output), 0)), 0)
              from subnetkit.answers where scope = $1) +
           (select coalesce(sum(octet_length(data)), 0) from subnetkit.answer_parts where scope = $1)
         )::text as bytes`,
        [scope],
      )
      return Number(row?.bytes ?? 0)
    },
    doneTasks: (round, uid) => doneTogether({ round, uid }),
  }
}

function resultOf(text: string): Pick<StoredAnswer, 'result' | 'receivedAt'> {
  const { receivedAt, ...result } = JSON.parse(text) as StoredAnswer['result'] & { receivedAt?: number }
  return { result, receivedAt }
}

/** Order in which the rows of answers are written. */
const byPlace = (one: NewRow, other: NewRow) =>
  one.round - other.round ||
  one.uid - other.uid ||
  (one.answer.taskId < other.answer.taskId ? -1 : one.answer.taskId > other.answer.taskId ? 1 : 0)

/** The bytes in pieces of {@link chunkBytes}; the last one is shorter. */
async function* inChunks(bytes: Bytes): AsyncGenerator<Uint8Array> {
  let held = new Uint8Array(Math.min(chunkBytes, bytes.size))
  let length = 0
  let left = bytes.size
  for await (const piece of bytes.chunks()) {
    for (let at = 0; at < piece.length; ) {
      const taken = piece.subarray(at, at + held.length - length)
      held.set(taken, length)
      length += taken.length
      at += taken.length
      if (length < held.length) continue
      yield held
      left -= length
      held = new Uint8Array(Math.min(chunkBytes, left))
      length = 0
    }
  }
}
