import type { IncomingMessage } from 'node:http'
import { dashboardError } from '../errors.js'

/** Most bytes of the body that holds a token. */
const mostBytes = 1_024

/** Reads the token of a request, a JSON object with it. Throws DASHBOARD_TOKEN_REFUSED for anything else. */
export async function readToken(request: IncomingMessage): Promise<string> {
  const refused = () => dashboardError('DASHBOARD_TOKEN_REFUSED', {})
  if (request.headers['content-type'] !== 'application/json') throw refused()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw refused()
    chunks.push(chunk)
  }
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw refused()
  }
  const { token } = Object(body) as { readonly token?: unknown }
  if (typeof token !== 'string') throw refused()
  return token
}
