import type { Exchange } from './exchange.js'

const exposed = [
  'x-request-id',
  // Without it a client in a page repeats what its budget cannot pay.
  'x-should-retry',
  ...['miners', 'receipt', 'cost', 'asked', 'mode', 'metagraph', 'ignored-fields', 'replayed'].map(
    (name) => `x-subnet-${name}`,
  ),
  'etag',
  'content-range',
  'retry-after',
  'retry-after-ms',
  ...['requests', 'tokens'].flatMap((kind) =>
    ['limit', 'remaining', 'reset'].map((what) => `x-ratelimit-${what}-${kind}`),
  ),
].join(', ')

/**
 * Sets the headers that let pages of these origins call; `*` allows any. A preflight gets the headers it asks for, since each client
 * has some of its own. Returns true for a preflight, which is answered.
 */
export function allowOrigins({ request, response }: Exchange, origins: readonly string[]): boolean {
  const { origin } = request.headers
  if (origin === undefined || origins.length === 0) return false
  response.setHeader('vary', 'origin, access-control-request-headers')
  if (!origins.includes('*') && !origins.includes(origin)) return false
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', exposed)
  if (request.method !== 'OPTIONS') return false
  const asked = request.headers['access-control-request-headers']
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
    'access-control-max-age': '86400',
  })
  response.end()
  return true
}
