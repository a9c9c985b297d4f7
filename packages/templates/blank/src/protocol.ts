import { synapse, z } from 'subnetkit'

/** The one synapse: a miner gets a number and answers with two factors of it. Both ends check every message. */
export const protocol = {
  factorize: synapse({
    input: z.object({
      number: z.int().min(4),
    }),
    output: z.object({
      /** Both greater than 1; their product is the number. */
      factors: z.tuple([z.int().min(2), z.int().min(2)]),
    }),
    deadline: '4s',
    maxBytes: '4kB',
  }),
}
