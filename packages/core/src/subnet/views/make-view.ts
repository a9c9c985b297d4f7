import { oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import type { z } from 'zod'
import { isStreamSynapse } from '../stream-synapse.js'
import type { Protocol, Synapse } from '../synapse.js'

interface Named {
  readonly synapse: string
  readonly stream?: { readonly synapse: string } | undefined
}

/**
 * Parses the options of a view, and adds its synapses. Throws CONFIG_INVALID for a synapse that the protocol lacks, or one that does not
 * stream where it has to.
 */
export function makeView<Schema extends z.ZodType<Named>>(
  place: string,
  protocol: Protocol,
  schema: Schema,
  options: unknown,
): z.output<Schema> & { readonly of: Synapse } {
  const parsed = parseOptions(schema, options as object, place)
  const names = Object.keys(protocol)
  parseOptions(optionsOf({ synapse: oneOf(...names) }), { synapse: parsed.synapse }, place)
  const { stream } = parsed
  if (stream === undefined) return { ...parsed, of: protocol[parsed.synapse] as Synapse }
  const streaming = names.filter((name) => isStreamSynapse(protocol[name]!))
  parseOptions(optionsOf({ synapse: oneOf(...streaming) }), { synapse: stream.synapse }, `${place} stream`)
  const withStream = { stream: { ...stream, of: protocol[stream.synapse] as Synapse } }
  return { ...parsed, ...withStream, of: protocol[parsed.synapse] as Synapse }
}
