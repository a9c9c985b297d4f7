import type { IncomingMessage } from 'node:http'
import { ApiError } from '../wire/api-error.js'

/** Bodies of the requests that are being answered. */
const bodies = new WeakMap<IncomingMessage, string>()

/** Texts of a request that no log may show: its body and its key. */
export const secretTextsOf = (request: IncomingMessage): readonly string[] => [
  bodies.get(request) ?? '',
  request.headers.authorization?.replace(/^Bearer +/i, '') ?? '',
]

/** Reads a JSON body of at most `limit` bytes. Throws ApiError. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const text = bodies.get(request) ?? (await readText(request, limit))
  bodies.set(request, text)
  if (isTooDeep(text)) {
    throw new ApiError('invalid_json', `The body may be nested ${mostLevels} levels deep.`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError('invalid_json', 'The body is not valid JSON.')
  }
}

/** Objects and arrays within each other, at most: what walks a body, such as its hash for a receipt, takes a stack frame for each. */
const mostLevels = 128
const [quote, backslash, openBracket, closeBracket, openBrace, closeBrace] = [34, 92, 91, 93, 123, 125]

function isTooDeep(text: string): boolean {
  let level = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) isText = !isText
    else if (isText && code === backslash) at++
    else if (!isText && (code === openBracket || code === openBrace)) {
      level++
      if (level > mostLevels) return true
    } else if (!isText && (code === closeBracket || code === closeBrace)) level--
  }
  return false
}

async function readText(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = () => {
    const message = `The body may have at most ${limit} bytes.`
    // What is left of the body is not read: the connection cannot be used again.
    return new ApiError('request_too_large', message, { headers: { connection: 'close' } })
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const { 'content-encoding': encoding = 'identity' } = request.headers
  if (encoding.toLowerCase() !== 'identity') {
    const message = `A body with content-encoding ${encoding.slice(0, 40)} is not read. Send it as it is.`
    throw new ApiError('invalid_value', message, { param: 'content-encoding' })
  }
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > limit) throw tooLarge()
    pieces.push(piece)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
  } catch {
    throw new ApiError('invalid_json', 'The body is not valid UTF-8.')
  }
}
