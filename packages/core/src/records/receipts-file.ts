import { z } from 'zod'
import { answerReceiptSchema } from '../subnet/answer-proof.js'
import { canonicalJson } from './canonical-json.js'
import { scoresVersion } from './score-record.js'

const text = z.string()
const whole = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const unit = z.number().min(0).max(1)

const flagSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...{
      kind: z.literal('near-duplicate'),
      miner: text,
      distance: unit,
      others: whole,
      afterMs: z.number().nullable(),
    },
  }),
  z.strictObject({ kind: z.literal('same-answer'), miner: text, miners: whole }),
  z.strictObject({ kind: z.literal('relay-timing'), miner: text, answers: whole, afterMs: z.number() }),
  z.strictObject({ kind: z.literal('identical-errors'), miner: text, answers: whole, chance: z.number() }),
])

const scoreSchema = z.strictObject({
  value: unit,
  failedGate: text.nullable(),
  criteria: z.array(z.strictObject({ name: text, weight: z.number().positive(), score: unit })),
  factors: z.array(z.strictObject({ name: text, factor: unit })),
  leftOut: z
    .array(z.strictObject({ kind: z.enum(['gate', 'criterion', 'factor']), name: text, reason: text }))
    .optional(),
  features: z.record(text, z.strictObject({ group: text, value: z.unknown() })).optional(),
  compared: z
    .array(
      z.strictObject({
        ...{
          name: text,
          group: text,
          peers: whole,
          leftOut: text.optional(),
          detail: z.unknown().optional(),
        },
      }),
    )
    .optional(),
  likeness: z.strictObject({ asked: text, sketch: text, at: z.number().nullable() }).optional(),
  flags: z.array(flagSchema).optional(),
})

/** Fields by which a record and the line of its round name the round. */
const roundFields = {
  format: z.literal(scoresVersion),
  genesis: text,
  netuid: whole,
  mechanism: whole,
  validator: text,
  round: whole,
}

const recordSchema = z.strictObject({
  ...roundFields,
  drawnAs: whole,
  roundBlocks: whole,
  commitBlock: whole.nullable(),
  commitment: hash,
  observed: hash.optional(),
  checker: z.strictObject({ subnet: text, version: text.nullable(), package: hash.nullable() }),
  miner: z.strictObject({ hotkey: text, registeredAt: whole, uid: whole }),
  task: z.strictObject({ id: text, family: text, synapse: text }),
  request: hash.nullable(),
  body: hash.nullable(),
  answer: hash.nullable(),
  outcome: z.enum(['scored', 'absent', 'malformed', 'refused', 'ours']),
  reason: text.nullable(),
  counts: z.boolean(),
  latencyMs: z.number().min(0),
  firstChunkMs: z.number().min(0).nullable(),
  score: unit,
  parts: scoreSchema.nullable(),
})

const placeSchema = { index: whole, path: z.array(hash).max(20) }

const roundLine = z.strictObject({
  kind: z.literal('round'),
  ...roundFields,
  count: z.int().min(1),
  root: hash,
  /** The validator's signature, `0x` and 128 hex digits; null if its signer signs extrinsics only. */
  signature: z
    .string()
    .regex(/^0x[0-9a-f]{128}$/, 'must be 0x and 128 lower-case hex digits')
    .nullable(),
  /** Secret that the tasks were drawn from, hex; null until it is revealed on chain. */
  secret: hash.nullable(),
  /** Place of the round under a root on chain; null until there is one. */
  chain: z.strictObject({ block: whole, through: whole, count: z.int().min(1), ...placeSchema }).nullable(),
})

const observationLine = z.strictObject({
  kind: z.literal('observation'),
  hash,
  /** Observation that the tasks of the round were drawn with: any JSON. */
  value: z.unknown().refine((value) => value !== undefined, 'is missing'),
})

const recordLine = z.strictObject({
  kind: z.literal('record'),
  hash,
  record: recordSchema,
  /** The miner's own receipt of its answer (receipts/1), where the validator has it. */
  proof: answerReceiptSchema.optional(),
  /** Place in the tree of its round; absent where all records of the round are in the file. */
  place: z.strictObject(placeSchema).optional(),
})

/** A line of a file with score records. */
export const fileLine = z.discriminatedUnion('kind', [roundLine, observationLine, recordLine])
export type FileLine = z.output<typeof fileLine>
/** A round in a file, followed by its observation, if it has one, and its records. */
export type RoundLine = z.output<typeof roundLine>
/** The observation of a round in a file. */
export type ObservationLine = z.output<typeof observationLine>
/** A record in a file. */
export type RecordLine = z.output<typeof recordLine>

/** A line of the file, in the one form that it may have: canonical JSON. */
export const writeLine = (line: FileLine): string => canonicalJson(line)
