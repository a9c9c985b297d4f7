import { z } from 'zod'

// Bounded pieces of what the router returns. Texts of miners are cut where they are stored; these limits are the last line.

export const mechanismInput = z.int().min(0).max(255).optional()
export const roundNumber = z.int().min(0)
export const hotkeyInput = z.string().min(1).max(64)

export const sentence = z.string().max(4_000)
export const name = z.string().max(300)
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
