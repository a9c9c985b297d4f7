import { z } from 'zod'
import type { OutboxEntry } from './entry.js'

const hex = z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-f]*$/.test(value))
const count = z.number().int().min(0)
const u16 = count.max(65_535)
const mode = z.enum(['plain', 'timelocked', 'salted']).nullable()
const bigint = z.codec(z.string().regex(/^\d{1,20}$/), z.bigint(), {
  decode: (digits) => BigInt(digits),
  encode: (value) => value.toString(),
})
const block = z.object({ number: count, hash: z.string() }).nullable()
const extrinsic = z
  .object({
    call: z.string(),
    bytes: hex,
    hash: hex,
    signer: z.string(),
    nonce: count,
    birthBlock: count,
    lastBlock: count,
    specVersion: count,
  })
  .nullable()

const sealed = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('salted'), hash: z.string(), salt: z.array(u16), epoch: count }),
    z.object({
      kind: z.literal('timelocked'),
      hash: z.string(),
      round: bigint,
      epoch: count,
      firstRevealBlock: count,
    }),
  ])
  .nullable()

/** An entry, with JSON on the outside. */
export const entryJson = z.object({
  chain: z.string(),
  netuid: u16,
  mechanism: count.max(255),
  hotkey: z.string(),
  key: z.string(),
  revision: count,
  stage: z.enum([
    'intended',
    'signed',
    'submitted',
    'included',
    'confirmed',
    'revealing',
    'revealed',
    'superseded',
    'failed',
  ]),
  vector: z.object({ uids: z.array(u16), values: z.array(u16), versionKey: bigint }),
  intendedAt: count,
  wanted: mode,
  mode,
  sealed,
  signed: extrinsic,
  signatures: count,
  included: block,
  reveal: extrinsic,
  revealed: block,
  failure: z
    .object({
      // A later version may know more codes than this one.
      code: z.custom<string>((value) => typeof value === 'string'),
      reason: z.string(),
      fix: z.string(),
      retryBlock: count.nullable(),
    })
    .nullable(),
})

/** What of an entry is written down: plain JSON. */
export function encodeEntry(entry: OutboxEntry): unknown {
  return z.encode(entryJson, entry as z.output<typeof entryJson>)
}

/** Reads it back. Throws what zod throws when it is no entry. */
export function decodeEntry(json: unknown): OutboxEntry {
  return entryJson.parse(json)
}
