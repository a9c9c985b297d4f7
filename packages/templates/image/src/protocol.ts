import { bytes, defineErrors, type SynapseInput, type SynapseResponse, synapse, z } from 'subnetkit'
import { generate } from './generation/synapse.js'

/** Longest text that is read, in UTF-16 units. */
export const maxText = 200

/** Reads the text of a picture, which is a PNG file. */
const read = synapse({
  input: z.object({ image: bytes({ max: '512kB' }) }),
  output: z.object({
    text: z.string().max(maxText),
    /** Probability that the text has no error. */
    confidence: z.number().min(0).max(1),
    /** Name of the model, chosen by the miner; it earns nothing. */
    modelId: z.string().min(1).max(128),
  }),
  deadline: '6s',
  maxBytes: '520kB',
})

/** Both synapses; `createImageSubnet` can leave one out. */
export const protocol = { read, generate }

/** Protocol of the image subnet. */
export type ImageProtocol = typeof protocol
/** Request to read a picture. */
export type ReadInput = SynapseInput<ImageProtocol['read']>
/** Text that a miner has read. */
export type ReadOutput = SynapseResponse<ImageProtocol['read']>
/** Request to paint a prompt. */
export type GenerateInput = SynapseInput<ImageProtocol['generate']>
/** Picture that a miner has painted. */
export type GenerateOutput = SynapseResponse<ImageProtocol['generate']>

/** Errors of this subnet's own code. */
export const imageError = defineErrors({
  NOTHING_OFFERED: {
    message: 'an image subnet without read and generate asks nothing',
    fix: 'Set one of read and generate to false at most.',
  },
})

/** Synapses of a subnet. */
export interface Offer {
  /** Ask for the text of pictures. @default true */
  readonly read?: boolean | undefined
  /** Ask for pictures of prompts. @default true */
  readonly generate?: boolean | undefined
}

/** The protocol without what is not offered. Throws NOTHING_OFFERED if nothing is left. */
export function offeredProtocol(offer: Offer): ImageProtocol {
  const left = Object.entries(protocol).filter(([name]) => offer[name as keyof Offer] !== false)
  if (left.length === 0) throw imageError('NOTHING_OFFERED', {})
  // Whatever belongs to a synapse that is left out is left out, too: nothing looks for it.
  return Object.fromEntries(left) as unknown as ImageProtocol
}
