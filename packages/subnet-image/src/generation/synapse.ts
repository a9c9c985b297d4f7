import { bytes, synapse, z } from 'subnetkit'
import { mostPictures, pictureLimits } from './answer.js'

/** Most steps that a picture may take: a validator takes them, too, to paint it again. */
const maxSteps = 32

/** Paints pictures of a prompt. Pictures are PNG files. */
export const generate = synapse({
  input: z.object({
    prompt: z.string().min(1).max(200),
    /** First of the 64 seeds that the pictures may have. */
    seed: z.int().min(0).max(0xffff_ffff),
    /** Number of pictures, each of another seed. */
    pictures: z.int().min(1).max(mostPictures),
  }),
  output: z.object({
    pictures: z
      .array(z.object({ png: bytes({ max: pictureLimits.maxBytes }), seed: z.int().min(0).max(0xffff_ffff) }))
      .min(1)
      .max(mostPictures),
    /** Steps from noise to picture. */
    steps: z.int().min(1).max(maxSteps),
    /** Model that painted them, as its painter names it. A validator paints the pictures again with it. */
    modelId: z.string().min(1).max(128),
  }),
  deadline: '10s',
  maxBytes: '1100kB',
})
