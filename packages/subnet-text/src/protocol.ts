import { type SynapseInput, type SynapseResponse, synapse, z } from 'subnetkit'

/** Longest answer, in characters. */
export const maxCompletion = 4_000

/** One synapse: continue a prompt. The bounds are those of the deadline: what fits in it on one CPU core. */
export const protocol = {
  complete: synapse({
    input: z.object({
      prompt: z.string().min(1).max(8_000),
      /** Most tokens that the answer may take, by the miner's own tokenizer. */
      maxTokens: z.int().min(1).max(512),
      /** 0 asks for the most likely answer. */
      temperature: z.number().min(0).max(2),
      /** Seed of the sampling; the same request gives the same answer where the model allows it. */
      seed: z.int().min(0).max(0xffff_ffff),
      /** Texts that end the answer; they are not part of it. */
      stop: z.array(z.string().min(1).max(64)).max(4).optional(),
    }),
    output: z.object({
      completion: z.string().max(maxCompletion),
      tokensUsed: z.int().min(0).max(100_000),
      finishReason: z.enum(['stop', 'length']),
      /** Name of the model, chosen by the miner; it earns nothing. */
      modelId: z.string().min(1).max(128),
    }),
    deadline: '4s',
    maxBytes: '32kB',
  }),
}

/** Protocol of the text subnet. */
export type TextProtocol = typeof protocol
/** Request to a miner. */
export type CompleteInput = SynapseInput<TextProtocol['complete']>
/** Response of a miner. */
export type CompleteOutput = SynapseResponse<TextProtocol['complete']>
