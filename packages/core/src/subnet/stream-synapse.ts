import {
  type ByteSize,
  configError,
  type Duration,
  optionsOf,
  parseOptions,
  toBytes,
  toMilliseconds,
} from '@subnetkit/base'
import { z } from 'zod'
import { carriesBytes } from './encoding/wire-walk.js'
import { costField, costOf, type Protocol, type Synapse, type SynapseCost, schemaField } from './synapse.js'

/** Options of {@link streamSynapse}. */
export interface StreamSynapseOptions<Input extends z.ZodType, Chunk extends z.ZodType> {
  /** Schema of the request. */
  readonly input: Input
  /** Schema of each chunk; a stream with a chunk that does not match it is malformed. */
  readonly chunk: Chunk
  /**
   * Maximum time from the request to the first chunk, and between two chunks.
   * @default '12s', or `deadline` if that is less
   */
  readonly chunkDeadline?: Duration | undefined
  /**
   * Wall-clock time for the whole exchange, from connect to the end of the stream.
   * @default '60s'
   */
  readonly deadline?: Duration | undefined
  /**
   * Largest request, and largest stream: all of its chunks together, as they are on the wire.
   * @default '256kB'
   */
  readonly maxBytes?: ByteSize | undefined
  /** Cost of one request, as in {@link synapse}. @default 0 */
  readonly cost?: SynapseCost<Input> | undefined
}

/**
 * One typed request that is answered with a stream of chunks. To tasks and rubrics it is a synapse whose output is the
 * array of all chunks.
 */
export interface StreamSynapse<Input extends z.ZodType = z.ZodType, Chunk extends z.ZodType = z.ZodType>
  extends Synapse<Input, z.ZodArray<Chunk>> {
  readonly kind: 'stream'
  readonly chunk: Chunk
  /** Maximum time from the request to the first chunk, and between two chunks, in ms. */
  readonly chunkDeadlineMs: number
}

/** Names of the synapses of a protocol that stream. */
export type StreamName<P extends Protocol> = {
  [Name in keyof P & string]: P[Name] extends StreamSynapse ? Name : never
}[keyof P & string]

/** Chunk as the handler yields it. */
export type SynapseYield<S extends Synapse> = S extends StreamSynapse ? z.input<S['chunk']> : never
/** Chunk as the caller receives it, after its schema has run. */
export type SynapseChunk<S extends Synapse> = S extends StreamSynapse ? z.output<S['chunk']> : never

/** Returns true for a synapse that streams its answer. */
export function isStreamSynapse(synapse: Synapse): synapse is StreamSynapse {
  return (synapse as Partial<StreamSynapse>).kind === 'stream'
}

const defaultChunkDeadlineMs = 12_000
const streamSynapseOptions = optionsOf({
  input: schemaField,
  chunk: schemaField,
  chunkDeadline: z.custom<Duration>().optional(),
  deadline: z.custom<Duration>().default('60s'),
  maxBytes: z.custom<ByteSize>().default('256kB'),
  cost: costField,
})

/**
 * Defines one typed request and the chunks of its answer. Throws CONFIG_INVALID for a missing schema, an unknown option,
 * a deadline or size that is not positive or whose unit is unknown, and a chunkDeadline above the deadline.
 * @example
 * const write = streamSynapse({
 *   input: z.object({ prompt: z.string().max(4000) }),
 *   chunk: z.object({ text: z.string().max(4000) }),
 *   chunkDeadline: '5s',
 *   deadline: '60s',
 * })
 */
export function streamSynapse<Input extends z.ZodType, Chunk extends z.ZodType>(
  options: StreamSynapseOptions<Input, Chunk>,
): StreamSynapse<Input, Chunk> {
  const { chunkDeadline, deadline, maxBytes, cost } = parseOptions(
    streamSynapseOptions,
    options,
    'streamSynapse',
  )
  const { input, chunk } = options
  if (carriesBytes(chunk)) {
    const detail = 'a chunk is one line of JSON and cannot hold bytes()'
    const fix = 'Answer with bytes() in a synapse(), or yield text.'
    throw configError('CONFIG_INVALID', { place: 'streamSynapse chunk', detail, fix })
  }
  const deadlineMs = toMilliseconds(deadline, 'streamSynapse deadline')
  const chunkDeadlineMs = toMilliseconds(
    chunkDeadline ?? Math.min(deadlineMs, defaultChunkDeadlineMs),
    'streamSynapse chunkDeadline',
  )
  if (chunkDeadlineMs > deadlineMs) {
    const detail = `it is ${chunkDeadlineMs} ms, longer than the deadline of the whole stream, ${deadlineMs} ms`
    const fix = 'Lower chunkDeadline, or raise deadline.'
    throw configError('CONFIG_INVALID', { place: 'streamSynapse chunkDeadline', detail, fix })
  }
  return {
    kind: 'stream',
    input,
    chunk,
    output: z.array(chunk),
    chunkDeadlineMs,
    deadlineMs,
    maxBytes: toBytes(maxBytes, 'streamSynapse maxBytes'),
    cost: costOf(cost),
  }
}
