import { z } from 'zod'

/** Options that all commands of the group have. */
export const productOptions = {
  export: z.string().min(1, 'must not be empty').optional(),
  out: z.string().min(1, 'must not be empty').optional(),
  force: z.literal(true).optional(),
}
