import { z } from 'zod'
import { chainError } from '../../errors/chain-error.js'
import type { OutboxEntry, OutboxStage } from './entry.js'

/** Version of the JSON of an entry; version 1 carries none. */
const version = 2

const hex = z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-f]*$/.test(value))
const count = z.number().int().min(0)
const u16 = count.max(65_535)
const bigint = z.codec(z.string().regex(/^\d{1,20}$/), z.bigint(), {
  decode: (digits) => BigInt(digits),
  encode: (value) => value.toString(),
})
const block = z.object({ number: count, hash: z.string() })
const extrinsic = z.object({
  call: z.string(),
  bytes: hex,
  hash: hex,
  signer: z.string(),
  nonce: count,
  birthBlock: count,
  lastBlock: count,
  specVersion: count,
})
const failure = z.object({
  // A later version may know more codes than this one.
  code: z.string(),
  cause: z.string().nullable(),
  reason: z.string(),
  fix: z.string(),
  retryBlock: count.nullable(),
})

const decision = {
  version: z.literal(version),
  chain: z.string(),
  netuid: u16,
  mechanism: count.max(255),
  hotkey: z.string(),
  key: z.string(),
  revision: count,
  vector: z.object({ uids: z.array(u16), values: z.array(u16), versionKey: bigint }),
  intendedAt: count,
  wanted: z.enum(['plain', 'timelocked', 'salted']).nullable(),
  signatures: count,
}
const saltedSeal = z.object({
  ...{ kind: z.literal('salted'), hash: z.string(), salt: z.array(u16), epoch: count },
})
const timelockedSeal = z.object({
  ...{ kind: z.literal('timelocked'), hash: z.string(), round: bigint, epoch: count },
  firstRevealBlock: count,
})
const plain = { mode: z.literal('plain'), signed: extrinsic }
const salted = { mode: z.literal('salted'), sealed: saltedSeal, signed: extrinsic }
const timelocked = { mode: z.literal('timelocked'), sealed: timelockedSeal, signed: extrinsic }

/** An entry in each of the three modes, with what else its stage carries. */
const submission = <S extends OutboxStage, M extends z.core.$ZodLooseShape>(stage: S, more: M) => {
  const rest = { ...decision, stage: z.literal(stage), ...more }
  return [
    z.strictObject({ ...rest, ...plain }),
    z.strictObject({ ...rest, ...salted }),
    z.strictObject({ ...rest, ...timelocked }),
  ] as const
}
const open = <S extends OutboxStage, M extends z.core.$ZodLooseShape>(stage: S, more: M) =>
  z.discriminatedUnion('mode', submission(stage, more))
const closed = <S extends OutboxStage>(stage: S) => {
  const rest = { ...decision, stage: z.literal(stage), failure }
  return z.union([
    z.strictObject(rest),
    ...submission(stage, { failure }),
    ...submission(stage, { failure, included: block }),
    z.strictObject({ ...rest, ...salted, included: block, reveal: extrinsic }),
  ])
}
const included = { included: block }

/** An entry of each stage, with JSON on the outside. */
const entryJson = {
  intended: z.strictObject({ ...decision, stage: z.literal('intended') }),
  signed: open('signed', {}),
  submitted: open('submitted', {}),
  included: open('included', included),
  confirmed: open('confirmed', included),
  revealing: z.strictObject({
    ...{ ...decision, stage: z.literal('revealing'), ...salted, ...included, reveal: extrinsic },
  }),
  revealed: z.discriminatedUnion('mode', [
    z.strictObject({
      ...{ ...decision, stage: z.literal('revealed'), ...salted, ...included },
      ...{ reveal: extrinsic.nullable(), revealed: block.nullable() },
    }),
    z.strictObject({
      ...{ ...decision, stage: z.literal('revealed'), ...timelocked, ...included, revealed: block },
    }),
  ]),
  superseded: closed('superseded'),
  failed: closed('failed'),
} satisfies Record<OutboxStage, z.ZodType>

/** Stage as the codec types it; a test compares it with the union. */
export type JsonEntry<S extends OutboxStage> = WithoutVersion<z.output<(typeof entryJson)[S]>>
type WithoutVersion<E> = E extends unknown ? Omit<E, 'version'> : never

const stages = Object.keys(entryJson) as OutboxStage[]
const head = z.looseObject({ stage: z.enum(stages), version: count.default(1) })

/** Writes an entry down as plain JSON. */
export function encodeEntry(entry: OutboxEntry): unknown {
  const schema: z.ZodType<unknown, unknown> = entryJson[entry.stage]
  return z.encode(schema, { ...entry, version })
}

/**
 * Reads an entry back, also one that a former version has written. Throws OUTBOX_NEWER for one of a later version, and
 * what zod throws when it is no entry.
 */
export function decodeEntry(json: unknown): OutboxEntry {
  const { stage, version: found } = head.parse(json)
  if (found > version) throw chainError('OUTBOX_NEWER', { what: 'an entry', found, known: version })
  const schema: z.ZodType<unknown, unknown> = entryJson[stage]
  const { version: _, ...entry } = schema.parse(
    found === 1 ? fromVersion1(stage, json as object) : json,
  ) as Record<string, unknown>
  return entry as unknown as OutboxEntry
}

const sent = ['mode', 'sealed', 'signed'] as const

/** Fields that a stage carries beside the decision. In version 1 every entry had all of them, most as null. */
const carried: Record<OutboxStage, readonly string[]> = {
  intended: [],
  signed: sent,
  submitted: sent,
  included: [...sent, 'included'],
  confirmed: [...sent, 'included'],
  revealing: [...sent, 'included', 'reveal'],
  revealed: [...sent, 'included', 'reveal', 'revealed'],
  superseded: [...sent, 'included', 'reveal', 'failure'],
  failed: [...sent, 'included', 'reveal', 'failure'],
}

function fromVersion1(stage: OutboxStage, json: object): unknown {
  const { mode, failure: reason, ...old } = json as Record<string, unknown>
  const decided = Object.entries(old).filter(([field]) => field in decision || field === 'stage')
  const values: Record<string, unknown> = { ...old, mode, failure: { cause: null, ...(reason as object) } }
  // The block of a salted reveal may be unknown; elsewhere null meant that there is no such block.
  const isKept = (field: string) => values[field] !== null || (stage === 'revealed' && mode === 'salted')
  const progress = carried[stage].filter(isKept).map((field) => [field, values[field]])
  return { ...Object.fromEntries([...decided, ...progress]), version }
}
