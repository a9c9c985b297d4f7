import {
  type ByteSize,
  callback,
  checked,
  type Duration,
  number,
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
  /**
   * Cost of one request, for a validator's `budgets.cost`: a number of at least 0 in a unit of your choice, or a
   * function of the request.
   * @default 0
   */
  readonly cost?: SynapseCost<Input> | undefined
}

/** Cost of one request, fixed or by its input. */
export type SynapseCost<Input extends z.ZodType> = number | ((input: z.input<Input>) => number)

/** One typed request and response of a subnet. */
export interface Synapse<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input
  readonly output: Output
  /** Wall-clock time for the whole exchange, in ms. */
  readonly deadlineMs: number
  /** Largest body in each direction, in bytes. */
  readonly maxBytes: number
  /** Returns the cost of one request, in the unit of the subnet. */
  cost(input: z.input<Input>): number
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
  const { kind, input, output, chunk, cost, ...limits } = value as Readonly<Record<string, unknown>>
  const { deadlineMs, maxBytes, chunkDeadlineMs } = limits
  const isStream = kind === 'stream'
  return (
    typeof cost === 'function' &&
    [input, output, ...(isStream ? [chunk] : [])].every(isSchema) &&
    [deadlineMs, maxBytes, ...(isStream ? [chunkDeadlineMs] : [])].every(
      (limit) => Number.isSafeInteger(limit) && Number(limit) > 0,
    )
  )
}

/** Field of a synapse's cost. */
export const costField = z
  .union([number(0, Number.MAX_VALUE), callback<(input: never) => number>()], {
    error: 'a number of at least 0, or a function of the request',
  })
  .default(0)

/** A cost as a function of the request. */
export function costOf<Input extends z.ZodType>(cost: z.output<typeof costField>): Synapse<Input>['cost'] {
  return typeof cost === 'number' ? () => cost : (cost as Synapse<Input>['cost'])
}

export const schemaField = checked<z.ZodType>(isSchema, 'a schema of zod 4')
const synapseOptions = optionsOf({
  input: schemaField,
  output: schemaField,
  deadline: z.custom<Duration>().default('12s'),
  maxBytes: z.custom<ByteSize>().default('256kB'),
  cost: costField,
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
  const { deadline, maxBytes, cost } = parseOptions(synapseOptions, options, 'synapse')
  return {
    input: options.input,
    output: options.output,
    deadlineMs: toMilliseconds(deadline, 'synapse deadline'),
    maxBytes: toBytes(maxBytes, 'synapse maxBytes'),
    cost: costOf(cost),
  }
}
