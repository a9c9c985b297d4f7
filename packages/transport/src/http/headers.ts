import { transportError } from '../errors/transport-error.js'
import { parseJson } from '../validation/parse-json.js'

/** Node's flat list of headers as pairs, with duplicates. */
export function headerPairs(raw: readonly string[]): (readonly [string, string])[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index]!, raw[2 * index + 1]!] as const)
}

/** The synapse that a request target names: its path without the slash. The query is signed but means nothing. */
export function pathOf(target = '/'): string {
  return target.split('?', 1)[0]!.slice(1)
}

/** The media type of a content type, in lower case and without parameters; empty for none. */
export function mediaTypeOf(contentType: string | readonly string[] | undefined): string {
  return String(contentType ?? '')
    .split(';', 1)[0]!
    .trim()
    .toLowerCase()
}

/** A name as it may appear in logs and answers. */
export function shorten(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name
}

/** Throws BODY_MALFORMED. No body at all is no input, as tRPC sends it. */
export async function parseBody(synapse: string, body: Buffer): Promise<unknown> {
  if (body.length === 0) return undefined
  try {
    return await parseJson(body)
  } catch (cause) {
    // The parser's own message quotes the body.
    throw transportError('BODY_MALFORMED', { synapse, detail: 'it is not JSON that can be read' }, { cause })
  }
}

/** Throws HANDLER_FAILED for values that are not JSON or larger than the caller accepts. */
export function encodeAnswer(synapse: string, maxBytes: number, answer: unknown): string {
  let text: string
  try {
    text = JSON.stringify(answer)
  } catch (cause) {
    throw transportError(
      'HANDLER_FAILED',
      { synapse, detail: 'gave an answer that cannot be written as JSON' },
      { cause },
    )
  }
  if (Buffer.byteLength(text) <= maxBytes) return text
  throw transportError('HANDLER_FAILED', { synapse, detail: `gave an answer larger than ${maxBytes} bytes` })
}

/** Header of a W3C trace context. It comes unsigned: a hint, and nothing to act upon. */
export const traceHeader = 'traceparent'
