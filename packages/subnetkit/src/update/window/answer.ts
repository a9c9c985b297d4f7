import { z } from 'zod'

/** Path at which a validator, coordinator or worker answers. */
export const windowPath = '/window'

/** Answer of a process about its window, and about what it has done: enough to decide if an update may begin, and if it went well. */
export const windowAnswerSchema = z.object({
  safe: z.boolean(),
  reasons: z.array(z.object({ code: z.string(), sentence: z.string() })),
  role: z.string(),
  hotkey: z.string(),
  pid: z.int(),
  /** Newest block; null before the first. */
  head: z.int().nullable(),
  /** Jobs that this process has finished since its start. */
  jobs: z.int(),
  /** Checks that keep it from being ready, as `/readyz` names them. */
  failing: z.array(z.string()),
})

export type WindowAnswer = z.output<typeof windowAnswerSchema>
