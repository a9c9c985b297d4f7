import {
  type ByteSize,
  checked,
  type Duration,
  optionsOf,
  parseOptions,
  toBytes,
  toMilliseconds,
} from '@subnetkit/base'
import { z } from 'zod'

/** Options of {@link synapse}. */
export interface SynapseOptions<Input extends z.ZodType, Output extends z.ZodType> {
  /** Schema of the request. */
  readonly input: Input
  /** Schema of the response; an answer that does not match it is malformed. */
  readonly output: Output
  /**
   * Wall-clock time for the whole exchange, from connect to last byte.
   * @default '12s'
   */
  readonly deadline?: Duration | undefined
  /**
   * Largest body in each direction.
   * @default '256kB'
   */
  readonly maxBytes?: ByteSize | undefined
}

/** One typed request and response of a subnet. */
export interface Synapse<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input
  readonly output: Output
  /** Wall-clock time for the whole exchange, in ms. */
  readonly deadlineMs: number
  /** Largest body in each direction, in bytes. */
  readonly maxBytes: number
}

/** Named synapses of a subnet. A name is the path of its calls to an axon. */
export type Protocol = Readonly<Record<string, Synapse>>

/** Request as the caller passes it. */
export type SynapseRequest<S extends Synapse> = z.input<S['input']>
/** Request as the handler receives it, after its schema has run. */
export type SynapseInput<S extends Synapse> = z.output<S['input']>
/** Response as the handler returns it. */
export type SynapseResponse<S extends Synapse> = z.input<S['output']>
/** Response as the caller receives it, after its schema has run. */
export type SynapseOutput<S extends Synapse> = z.output<S['output']>

/** Returns true if a value is a schema of zod 4. */
export function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value
}

/** Returns true for a synapse, streaming or not. */
export function isSynapse(value: unknown): value is Synapse {
  if (typeof value !== 'object' || value === null) return false
  const { kind, input, output, chunk, ...limits } = value as Readonly<Record<string, unknown>>
  const { deadlineMs, maxBytes, chunkDeadlineMs } = limits
  const isStream = kind === 'stream'
  return (
    [input, output, ...(isStream ? [chunk] : [])].every(isSchema) &&
    [deadlineMs, maxBytes, ...(isStream ? [chunkDeadlineMs] : [])].every(
      (limit) => Number.isSafeInteger(limit) && Number(limit) > 0,
    )
  )
}

export const schemaField = checked<z.ZodType>(isSchema, 'a schema of zod 4')
const synapseOptions = optionsOf({
  input: schemaField,
  output: schemaField,
  deadline: z.custom<Duration>().default('12s'),
  maxBytes: z.custom<ByteSize>().default('256kB'),
})

/**
 * Defines one typed request and response. Throws CONFIG_INVALID for a missing schema, an unknown option, and a deadline
 * or size that is not positive or whose unit is unknown.
 * @example
 * const complete = synapse({
 *   input: z.object({ prompt: z.string().max(4000) }),
 *   output: z.object({ completion: z.string().max(4000) }),
 *   deadline: '12s',
 * })
 */
export function synapse<Input extends z.ZodType, Output extends z.ZodType>(
  options: SynapseOptions<Input, Output>,
): Synapse<Input, Output> {
  const { deadline, maxBytes } = parseOptions(synapseOptions, options, 'synapse')
  return {
    input: options.input,
    output: options.output,
    deadlineMs: toMilliseconds(deadline, 'synapse deadline'),
    maxBytes: toBytes(maxBytes, 'synapse maxBytes'),
  }
}
