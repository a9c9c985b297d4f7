import { createHash } from 'node:crypto'
import { canonicalJson, wellFormed } from '@subnetkit/core/validator'

/** SHA-256 in hex. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** Hash of a request as a client sent it: that of its canonical JSON, so that its layout does not count. */
export const requestHash = (body: unknown): string => sha256(canonicalJson(wellFormed(body)))

/** The part of an answer that its hash covers: its text with the tools that it calls, its vectors as 32-bit floats, or else its canonical JSON. */
export function answerText(answer: unknown): string | Uint8Array {
  if (Array.isArray(answer) && answer.every((one) => one instanceof Float32Array)) {
    return Buffer.concat(answer.map((one) => Buffer.from(one.buffer, one.byteOffset, one.byteLength)))
  }
  const { content, text, toolCalls } = Object(answer) as Readonly<Record<string, unknown>>
  if (Array.isArray(toolCalls) && toolCalls.length > 0) return jsonText({ content, toolCalls })
  if (typeof content === 'string') return content
  if (typeof text === 'string') return text
  return jsonText(answer)
}

/** The part of an answer that is JSON: all of it, as it reaches the client. */
export const jsonText = (value: unknown): string =>
  canonicalJson(wellFormed(JSON.parse(JSON.stringify(value) ?? 'null')))

/** Hash of an answer as the client gets it. */
export const answerHash = (answer: unknown): string => sha256(answerText(answer))
