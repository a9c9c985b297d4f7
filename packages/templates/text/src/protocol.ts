import {
  type SynapseInput,
  type SynapseOutput,
  type SynapseResponse,
  streamSynapse,
  synapse,
  z,
} from 'subnetkit'

/** Longest answer, in characters. */
export const maxCompletion = 4_000

const input = z.object({
  prompt: z.string().min(1).max(8_000),
  /** Most tokens that the answer may take, by the miner's own tokenizer. */
  maxTokens: z.int().min(1).max(512),
  /** 0 asks for the most likely answer. */
  temperature: z.number().min(0).max(2),
  /** Seed of the sampling; the same request gives the same answer where the model allows it. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** Texts that end the answer; they are not part of it. */
  stop: z.array(z.string().min(1).max(64)).max(4).optional(),
})

const ending = {
  tokensUsed: z.int().min(0).max(100_000),
  finishReason: z.enum(['stop', 'length']),
  /** Name of the model, chosen by the miner; it earns nothing. */
  modelId: z.string().min(1).max(128),
}

/**
 * Continue a prompt: `complete` answers at once, `stream` piece by piece as the model writes; the last piece has the `end`. The
 * bounds are those of the deadline: what fits in it on one CPU core.
 */
export const protocol = {
  complete: synapse({
    input,
    output: z.object({ completion: z.string().max(maxCompletion), ...ending }),
    deadline: '4s',
    maxBytes: '32kB',
  }),
  stream: streamSynapse({
    input,
    chunk: z.object({ text: z.string().max(maxCompletion), end: z.object(ending).optional() }),
    deadline: '4s',
    maxBytes: '128kB',
  }),
}

/** Protocol of the text subnet. */
export type TextProtocol = typeof protocol
/** Request to a miner, of either synapse. */
export type CompleteInput = SynapseInput<TextProtocol['complete']>
/** Response of a miner. */
export type CompleteOutput = SynapseResponse<TextProtocol['complete']>
/** Piece of a streamed response. */
export type StreamChunk = SynapseOutput<TextProtocol['stream']>[number]

/** An answer of either synapse as one text. A stream without an end has no number of tokens, and passes no budget. */
export function answerOf(output: CompleteOutput | readonly StreamChunk[]): CompleteOutput {
  if (!('length' in output)) return output
  const completion = output.map(({ text }) => text).join('')
  const end = output.at(-1)?.end
  return {
    completion: completion.slice(0, maxCompletion),
    tokensUsed: end?.tokensUsed ?? Number.POSITIVE_INFINITY,
    finishReason: end?.finishReason ?? 'length',
    modelId: end?.modelId ?? 'unknown',
  }
}
