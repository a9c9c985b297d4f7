import { z } from 'zod'
import { hex } from '../validation/hex.js'
import { parseJson } from '../validation/parse-json.js'

/** Content type of a stream: one JSON record a line, each ended by LF. */
export const streamType = 'application/jsonl'

/** Maximum size of the last record of a stream, `end` or `error`, in bytes. */
export const maxLastRecordBytes = 16_384

/** Facts of a complete stream: what both ends counted. */
export interface StreamDigest {
  readonly chunks: number
  /** Bytes of all chunk records, each with its LF. */
  readonly bytes: number
  /** SHA-256 of these bytes, 64 hex digits: the answer hash of a stream. */
  readonly sha256: string
}

/** Last record of a complete stream. */
export interface StreamEnd extends StreamDigest {
  /** MAC of the session; absent outside of one. */
  readonly mac?: string | undefined
}

/** One line of a stream. */
export type StreamRecord =
  | { readonly kind: 'chunk'; readonly value: unknown }
  | { readonly kind: 'end'; readonly end: StreamEnd }
  | { readonly kind: 'error' }

const endSchema = z.looseObject({
  chunks: z.int().min(0),
  bytes: z.int().min(0),
  sha256: hex(32),
  mac: hex(32).optional(),
})

/** Line of a chunk; null for a value that JSON cannot carry. Throws what `JSON.stringify` throws. */
export function chunkLine(value: unknown): string | null {
  const text: string | undefined = JSON.stringify(value)
  return text === undefined ? null : `{"chunk":${text}}\n`
}

export function endLine(end: StreamEnd): string {
  return `${JSON.stringify({ end })}\n`
}

/** Reads a line; null for one that is no record. A record has exactly one of the three members. */
export async function parseRecord(line: Buffer): Promise<StreamRecord | null> {
  let record: unknown
  try {
    record = await parseJson(line)
  } catch {
    return null
  }
  if (typeof record !== 'object' || record === null) return null
  const [kind, ...others] = (['chunk', 'end', 'error'] as const).filter((name) => Object.hasOwn(record, name))
  if (kind === undefined || others.length > 0) return null
  if (kind === 'chunk') return { kind, value: (record as { readonly chunk: unknown }).chunk }
  if (kind === 'error') return { kind }
  const { success, data } = endSchema.safeParse((record as { readonly end: unknown }).end)
  return success ? { kind, end: data } : null
}
