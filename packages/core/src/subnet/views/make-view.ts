import { oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import type { z } from 'zod'
import type { Protocol, Synapse } from '../synapse.js'

/** Parses the options of a view, and adds its synapse. Throws CONFIG_INVALID for a synapse that the protocol lacks. */
export function makeView<Schema extends z.ZodType<{ readonly synapse: string }>>(
  place: string,
  protocol: Protocol,
  schema: Schema,
  options: unknown,
): z.output<Schema> & { readonly of: Synapse } {
  const parsed = parseOptions(schema, options as object, place)
  const names = Object.keys(protocol)
  parseOptions(optionsOf({ synapse: oneOf(...names) }), { synapse: parsed.synapse }, place)
  return { ...parsed, of: protocol[parsed.synapse] as Synapse }
}
