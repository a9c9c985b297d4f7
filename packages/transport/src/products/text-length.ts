import { z } from 'zod'

/** True if zod counts a character beyond 16 bits as one, as JSON Schema does; before 4.6 it counted UTF-16 units. */
export const countsCodePoints = z.string().max(1).safeParse('🦄').success
