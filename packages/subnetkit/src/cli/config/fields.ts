import { z } from 'zod'
import { parseTao } from '../output/units.js'

/** Whole number of an option, within bounds. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

/** A subnet's number. */
export const netuidField = wholeNumber(0, 65_535)

/** A mechanism of a subnet; 0 is the main one. */
export const mechanismField = wholeNumber(0, 255).default(0)

/** TAO as people write them, in rao. */
export const taoField = z.string().transform((text, context) => {
  const rao = parseTao(text)
  if (rao !== null) return rao
  context.addIssue({ code: 'custom', message: `must be an amount of TAO such as 1.5, not ${text}` })
  return z.NEVER
})

/** A version key: u64. */
export const versionKeyField = z
  .string()
  .regex(/^\d{1,20}$/, 'must be a whole number')
  .transform(BigInt)
  .refine((key) => key < 2n ** 64n, 'must fit into 64 bits')
  .default(0n)

/** A share from 0 to 1. */
export const shareField = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/, 'must be a share from 0 to 1')
  .transform(Number)
