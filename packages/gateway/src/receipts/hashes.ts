import { createHash } from 'node:crypto'
import { canonicalJson, wellFormed } from '@subnetkit/core/validator'

/** SHA-256 in hex. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** Hash of a request as a client sent it: that of its canonical JSON, so that its layout does not count. */
export const requestHash = (body: unknown): string => sha256(canonicalJson(wellFormed(body)))

/** The part of an answer that its hash covers: its text, its vectors as 32-bit floats, or else its canonical JSON. */
export function answerText(answer: unknown): string | Uint8Array {
  if (Array.isArray(answer) && answer.every((one) => one instanceof Float32Array)) {
    return Buffer.concat(answer.map((one) => Buffer.from(one.buffer, one.byteOffset, one.byteLength)))
  }
  const { content, text } = Object(answer) as { readonly content?: unknown; readonly text?: unknown }
  if (typeof content === 'string') return content
  if (typeof text === 'string') return text
  return canonicalJson(wellFormed(answer))
}

/** Hash of an answer as the client gets it. */
export const answerHash = (answer: unknown): string => sha256(answerText(answer))
