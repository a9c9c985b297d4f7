import { z } from 'zod'
import { visiblePart } from './exhibits/visible.js'

// Bounded pieces of what the router returns. Texts of miners are cut where they are stored; these limits are the last line.
// They cut and refuse nothing: one text of a stranger that is too long must not cost a page its other data.

const textOf = (most: number) => z.string().transform((text) => visiblePart(text, most).text)

/** A list of which a page gets the first so many. */
export const atMost = <T extends z.ZodType>(item: T, most: number) =>
  z.array(item).transform((all) => all.slice(0, most))

export const mechanismInput = z.int().min(0).max(255).optional()
export const roundNumber = z.int().min(0)
export const hotkeyInput = z.string().min(1).max(64)

export const sentence = textOf(4_000)
export const name = textOf(300)
export const share = z.number()

export const outcomes = z.object({
  scored: z.int(),
  absent: z.int(),
  malformed: z.int(),
  refused: z.int(),
  ours: z.int(),
})

export const check = z.object({
  name,
  ok: z.boolean().nullable(),
  sentence,
  fix: sentence.nullable(),
})

/** Trouble of the process that is met again counts once more, and closes when it is over. */
export const alarm = z.object({
  at: z.number(),
  code: name,
  sentence,
  fix: sentence.nullable(),
  isOpen: z.boolean(),
  count: z.int(),
})

export const minerName = { uid: z.int(), hotkey: z.string().max(64), registeredAt: z.int() }
