import { z } from 'zod'

/** A schema that has a text wherever a schema can have one. */
export const hostileSchema = (text: string): z.ZodType =>
  z.object({
    [text]: z
      .string()
      .refine(() => true)
      .meta({ title: text, description: text, examples: [text] }),
    inner: z.strictObject({ [`${text}2`]: z.string().default(text) }).optional(),
    choice: z.enum([text, 'other']).describe(text).default(text),
    fixed: z.union([z.literal(text), z.array(z.object({ [text]: z.int() }))]),
    given: z.record(z.string(), z.string()).default({ [text]: text }),
  })
