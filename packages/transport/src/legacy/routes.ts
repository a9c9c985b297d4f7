import { configError } from '@subnetkit/base'
import { z } from 'zod'
import { type LegacyRoute, legacyRoute } from './legacy-route.js'
import { legacySynapse } from './legacy-synapse.js'

/** The route that every v10 axon has: it echoes, which shows callers that the axon is there. */
const ping = legacyRoute(legacySynapse({ name: 'Synapse', fields: z.object({}) }), { forward: () => ({}) })

/** All routes by the name of their synapse. Throws CONFIG_INVALID for two of one name. */
export function routesByName(routes: readonly LegacyRoute[]): ReadonlyMap<string, LegacyRoute> {
  const byName = new Map([[ping.synapse.name, ping]])
  for (const route of routes) {
    const { name } = route.synapse
    if (byName.has(name)) {
      throw configError('CONFIG_INVALID', {
        place: 'serveLegacyAxon routes',
        detail: `there are two for ${name}`,
        fix: `Keep one route for ${name}.`,
      })
    }
    byName.set(name, route)
  }
  return byName
}
