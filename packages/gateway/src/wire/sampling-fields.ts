import { z } from 'zod'

export const textField = () => z.string('must be a text')
export const flagField = () => z.boolean('must be true or false').optional()
const wholeField = () => z.number('must be a whole number').refine(Number.isInteger, 'must be a whole number')
/** A count above all limits is one like any other: clients send the highest that they know. */
export const countField = () =>
  wholeField()
    .min(1, 'must be at least 1')
    .transform((count) => Math.min(count, Number.MAX_SAFE_INTEGER))
    .optional()
/** Clients draw seeds of 64 bits, which are folded into those that are exact here. */
export const seedField = () =>
  wholeField()
    .transform((seed) => (Number.isSafeInteger(seed) ? seed : seed % largestPrime))
    .optional()
/** Largest prime of 32 bits: all bits of a seed count in what is left of it. */
const largestPrime = 4_294_967_291

export const modelField = z.string('must be the id of a model, of GET /v1/models').min(1, 'must not be empty')

/** Fields of a request for text that say how it is written. */
export const samplingFields = {
  temperature: z
    .number('must be a number')
    .min(0, 'must be from 0 to 2')
    .max(2, 'must be from 0 to 2')
    .optional(),
  top_p: z.number('must be a number').min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1').optional(),
  seed: seedField(),
  stop: z
    .union([z.string(), z.array(z.string()).max(4)], { error: 'must be a text or at most 4 texts' })
    .optional(),
}

/** Fields of a request that can be streamed. */
export const streamFields = {
  stream: flagField(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }, 'must be an object').optional(),
}

/** Settings by which a text is written. Fields that the client left out are absent. */
export interface Sampling {
  readonly temperature?: number
  readonly topP?: number
  readonly seed?: number
  readonly stop?: readonly string[]
}

interface GivenSampling {
  readonly temperature?: number | undefined
  readonly top_p?: number | undefined
  readonly seed?: number | undefined
  readonly stop?: string | readonly string[] | undefined
}

/** An empty text would stop an answer at once, and means none. */
export function samplingOf({ temperature, top_p: topP, seed, stop }: GivenSampling): Sampling {
  const texts = [stop ?? []].flat().filter((text) => text !== '')
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(seed !== undefined && { seed }),
    ...(texts.length > 0 && { stop: texts }),
  }
}
