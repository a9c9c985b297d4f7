import { z } from 'zod'
import { name } from '../fields.js'

/** Characters of one text, and rows of one table. */
export const [mostText, mostRows] = [60_000, 200]

const text = z.object({
  kind: z.literal('text'),
  title: name,
  text: z.string().max(mostText),
  isCut: z.boolean(),
})

const picture = z.object({
  kind: z.literal('picture'),
  title: name,
  bytes: z.int(),
  sha256: z.string().length(64),
  /** Size in pixels of a picture that `/pictures/<sha256>` serves; null if it is none, or is not kept. */
  size: z.object({ width: z.int(), height: z.int() }).nullable(),
})

const fan = z.object({
  kind: z.literal('fan'),
  title: name,
  axis: name,
  points: z
    .array(
      z.object({
        at: z.number(),
        /** The quantiles 5, 25, 50, 75 and 95 %. */
        quantiles: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
        samples: z.int(),
        outcome: z.number().nullable(),
      }),
    )
    .max(mostRows),
})

const checks = z.object({
  kind: z.literal('checks'),
  title: name,
  columns: z.array(name).max(12),
  rows: z
    .array(z.object({ name, facts: z.array(name).max(12), passed: z.boolean().nullable() }))
    .max(mostRows),
  hasMore: z.boolean(),
})

/** Something to look at, bounded, as a page gets it. */
export const exhibitField = z.discriminatedUnion('kind', [text, picture, fan, checks])
export type PageExhibit = z.output<typeof exhibitField>
