import type { SubnetError } from '@subnetkit/base'
import type { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import type { AxonExchange } from './axon-exchange.js'
import type { ExactJson } from './exact-json.js'
import type { LegacyBody } from './legacy-body.js'
import type { LegacyCall, LegacyRoute } from './legacy-route.js'
import { floatText } from './python-float.js'
import { isOfType, toExact } from './python-type.js'

/** Input of a route. */
export function callOf(
  exchange: AxonExchange,
  body: LegacyBody,
  ends: AbortController,
): LegacyCall<z.ZodObject> {
  const { hotkey, uuid } = exchange.claim!.headers.dendrite
  return { input: body.input, caller: { hotkey: hotkey ?? '', uuid }, signal: ends.signal }
}

/** The shorter of the caller's timeout and the deadline of the synapse, in ms. */
export function deadlineOf({ synapse }: LegacyRoute, timeoutSeconds: number | null): number {
  const asked = (timeoutSeconds ?? 0) * 1000
  return asked > 0 ? Math.min(asked, synapse.deadlineMs) : synapse.deadlineMs
}

export function tooSlow(route: LegacyRoute, timeoutSeconds: number | null): SubnetError {
  const timeout = floatText(deadlineOf(route, timeoutSeconds) / 1000)
  return transportError('LEGACY_TOO_SLOW', { timeout })
}

/** Adds a forward's fields to those of the request. Throws HANDLER_FAILED for fields that the synapse lacks. */
export function mergeFields(
  { synapse }: LegacyRoute,
  body: LegacyBody,
  filled: unknown,
): ReadonlyMap<string, ExactJson> {
  const values = new Map(body.values)
  for (const [name, value] of Object.entries(filled ?? {})) {
    const field = synapse.pythonFields.get(name)
    const exact = field && toExact(value, field.type)
    if (exact === undefined || !isOfType(exact, field!.type)) {
      const detail = field
        ? `returned a ${name} that is not of the declared type`
        : `returned a field ${name} that is not declared`
      throw transportError('HANDLER_FAILED', { synapse: synapse.name, detail })
    }
    values.set(name, exact)
  }
  return values
}
