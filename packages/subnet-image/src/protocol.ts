import { bytes, type SynapseInput, type SynapseResponse, synapse, z } from 'subnetkit'

/** Longest text that is read, in UTF-16 units. */
export const maxText = 200

/** Name of a model, chosen by the miner; it earns nothing. */
const modelId = () => z.string().min(1).max(128)

/** Two synapses; `offered` in subnet.ts has the ones in use. Pictures are PNG files. */
export const protocol = {
  /** Reads the text of a picture. */
  read: synapse({
    input: z.object({ image: bytes({ max: '512kB' }) }),
    output: z.object({
      text: z.string().max(maxText),
      /** Probability that the text has no error. */
      confidence: z.number().min(0).max(1),
      modelId: modelId(),
    }),
    deadline: '6s',
    maxBytes: '520kB',
  }),
}

/** Protocol of the image subnet. */
export type ImageProtocol = typeof protocol
/** Request to read a picture. */
export type ReadInput = SynapseInput<ImageProtocol['read']>
/** What a miner has read. */
export type ReadOutput = SynapseResponse<ImageProtocol['read']>
