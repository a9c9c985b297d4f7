import { answerReceiptSchema } from '@subnetkit/core'
import { z } from 'zod'

/** Name and version of the receipts of gateways, at the head of every statement. */
export const answersVersion = 'answers/1'

/** Name that a receipt of an object has in place of a synapse: its view may call several. */
export const filesPlace = '/v1/objects'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
const count = z.int().min(0)
const short = z.string().max(200)
const block = z.int().min(0)

/** Id of a receipt: 192 random bits, so that it cannot be guessed. */
export const receiptId = z.string().regex(/^rcpt_[\w-]{32}$/, 'must be the id of a receipt')

/** Model that a miner has committed to on chain, as the gateway last read it. */
const card = z.strictObject({
  /** SHA-256 of the model, hex. */
  sha256: hash,
  name: short,
  licence: short,
  /** Block at which it was read. */
  block,
})

/** Model that a miner has committed to. */
export type CommittedModel = z.output<typeof card>

/** A receipt of another answer, which went into this one: where it can be read, and its id there. */
const callee = z.strictObject({ gateway: z.string().max(300), receipt: z.string().regex(/^[\w-]{1,100}$/) })

/** End of an answer that is not whole: what of its text was sent, and why there is no more. */
const brokenOff = z.strictObject({
  /** `left` for a client that has left, otherwise the code of the error in the last frame. */
  outcome: z.string().max(40),
  /** UTF-8 bytes of the text that was sent, and their hash. A client that left may have got less. */
  bytes: count,
  sha256: hash,
  /** Place of the miner that wrote it; null if none of it had come. */
  by: count.nullable(),
})

/** A miner that was asked. */
const asked = z.strictObject({
  hotkey: z.string().max(64),
  uid: count.nullable(),
  /** Block of its registration: with the hotkey it names the miner for good. */
  registeredAt: block,
  /** Reason of the call: first, retry, hedge, vote or probe. */
  reason: z.string().max(20),
  /** `good`, or why there is no answer of it. */
  outcome: z.string().max(20),
  latencyMs: count,
  /** Hashes of request and answer as the miner's own receipt has them; null if no receipt is expected. */
  request: hash.nullable(),
  answer: hash.nullable(),
  card: card.nullable(),
  /** Receipts of calls that the miner made for its answer, as it names them. */
  calls: z.array(callee).max(100),
})

/** Statement of a gateway about one answer: hashes of texts, and none of the texts. */
export const receiptSchema = z.strictObject({
  version: z.literal(answersVersion),
  id: receiptId,
  /** Header `x-request-id` of the response. */
  requestId: short,
  /** Unix time in ms. */
  time: count,
  /** SS58 address of the hotkey that asked the miners; null for a gateway without one. */
  gateway: z.string().max(64).nullable(),
  genesis: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .nullable(),
  netuid: z.int().min(0).max(65_535).nullable(),
  /** Block whose metagraph the miners were chosen from, and true while the chain was away. */
  block: block.nullable(),
  stale: z.boolean(),
  model: short,
  /** Mode that put the answers together: `plain`, `vote` and so on. */
  mode: z.string().max(20),
  synapse: short,
  /** SHA-256 of the client's request, as canonical JSON. */
  request: hash.nullable(),
  miners: z.array(asked).max(1_000),
  /** One for each answer that the client got: the hash of its text, and the miners that it is made of, by their places. */
  answers: z.array(z.strictObject({ sha256: hash, by: z.array(count).max(1_000) })).max(100),
  /** In place of an answer; absent for answers that are whole. */
  brokenOff: brokenOff.optional(),
  /** Micro-credits. */
  charged: count,
  /** Receipt of the request that this one was made for, if it named one. */
  parent: receiptId.nullable(),
  /** Receipts of the answers that the request was made of, as its client names them. */
  calls: z.array(callee).max(100),
})
export type Receipt = z.output<typeof receiptSchema>
export type BrokenOff = z.output<typeof brokenOff>

/** Place of a receipt in its batch, of which the gateway has signed the root. */
const seal = z.strictObject({
  index: count,
  count: z.int().min(1),
  path: z.array(hash).max(20),
  root: hash,
  signature: z.string().regex(/^0x[0-9a-f]{128}$/, 'must be 0x and 128 lower-case hex digits'),
})
export type Seal = z.output<typeof seal>

/** Bytes in base64 in their one form: no digit of it can change without a change of the bytes. */
const bytes = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').toString('base64') === text, 'must be base64')
const digest = z.strictObject({ sha256: hash })

/** A miner's own receipt (receipts/1) for its part, with the exchange that it is about. */
const proof = z.strictObject({
  /** Place of the miner in `miners`. */
  miner: count,
  receipt: answerReceiptSchema,
  request: z.strictObject({ text: z.string().max(4_096), body: digest }),
  /** The answer's bytes if the client wanted them kept, otherwise their hash. */
  answer: z.strictObject({ status: z.int(), body: z.union([bytes, digest]) }),
})
export type Proof = z.output<typeof proof>

/** A receipt with everything that proves it: the body of `GET /v1/receipts/{id}`. */
export const receiptFileSchema = z.strictObject({
  receipt: receiptSchema,
  /** Null if the gateway could not sign. */
  seal: seal.nullable(),
  proofs: z.array(proof).max(1_000),
})
export type ReceiptFile = z.output<typeof receiptFileSchema>
