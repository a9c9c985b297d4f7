import type { IncomingMessage } from 'node:http'
import { transportError } from '../errors/transport-error.js'
import { headerPairs, pathOf, shorten } from '../http/headers.js'
import type { LegacyAxonRules } from './axon-rules.js'
import { type LegacyHeaders, parseLegacyHeaders } from './legacy-headers.js'
import { LegacyHttpError, type LegacyRoute } from './legacy-route.js'
import { pythonRepr } from './python-str.js'
import { isOfType } from './python-type.js'

/** The route of a request: its path is one name. Throws LEGACY_SYNAPSE_UNKNOWN; v10 answers other methods with 405. */
export function routeOf(
  routes: ReadonlyMap<string, LegacyRoute>,
  { method, url = '/' }: IncomingMessage,
): LegacyRoute {
  const name = pathOf(url)
  const route = routes.get(name)
  if (route && method !== 'POST' && method !== 'GET') throw new LegacyHttpError(405, 'Method Not Allowed')
  if (route) return route
  throw transportError('LEGACY_SYNAPSE_UNKNOWN', {
    synapse: shorten(name),
    known: pythonRepr([...routes.keys()]),
  })
}

/**
 * Claims of a request's headers. Names are in lower case, as every HTTP server passes them to v10, which is why a
 * required field with an upper-case letter is never found.
 * Throws LEGACY_HEADERS_INVALID, also for a required field without a readable empty value if the rules require one.
 */
export function claimRequest(
  request: IncomingMessage,
  route: LegacyRoute,
  rules: LegacyAxonRules,
): LegacyHeaders {
  const pairs = headerPairs(request.rawHeaders)
  const headers = parseLegacyHeaders(pairs.map(([name, value]) => [name.toLowerCase(), value] as const))
  if (!rules.requireInputObjects) return headers
  for (const [field, { type, required }] of route.synapse.pythonFields) {
    const empty = headers.inputObjects.get(field)
    if (required && empty === undefined) {
      throw transportError('LEGACY_HEADERS_INVALID', { detail: `bt_header_input_obj_${field} is missing` })
    }
    if (empty === null || (empty !== undefined && !isOfType(empty, type))) {
      const detail = `bt_header_input_obj_${field} is not of the field's type`
      throw transportError('LEGACY_HEADERS_INVALID', { detail })
    }
  }
  return headers
}
