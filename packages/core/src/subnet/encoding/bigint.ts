import { checked, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import { markWire } from './wire-mark.js'

/** Options of {@link bigint}. */
export interface BigintOptions {
  /** Smallest value. @default none */
  readonly min?: bigint | undefined
  /** Largest value. @default none */
  readonly max?: bigint | undefined
}

const bound = () => checked<bigint>((value) => typeof value === 'bigint', 'a bigint').optional()
const bigintOptions = optionsOf({ min: bound(), max: bound() })

/** Most characters of a number without bounds: reading a longer one would take long. */
const longestText = 1_000

/**
 * Schema of a bigint that travels as decimal text (`"-12"`). Callers, handlers and rubrics have bigints on both sides.
 * Throws CONFIG_INVALID for bounds that are no bigints.
 * @example
 * const pay = synapse({ input: z.object({ rao: bigint({ min: 0n }) }), output: bigint() })
 */
export function bigint(options: BigintOptions = {}): z.ZodType<bigint, bigint> {
  const { min, max } = parseOptions(bigintOptions, options, 'bigint')
  const isBounded = min !== undefined && max !== undefined
  const maxLength = isBounded ? Math.max(String(min).length, String(max).length) : longestText
  const pattern = '^(0|-?[1-9][0-9]*)$'
  const isNumber = new RegExp(pattern)
  let value = z.bigint()
  if (min !== undefined) value = value.min(min)
  if (max !== undefined) value = value.max(max)
  const bounds = {
    ...(min !== undefined && { 'x-minimum': String(min) }),
    ...(max !== undefined && { 'x-maximum': String(max) }),
  }
  const codec = z.codec(z.any().meta({ type: 'string', pattern, maxLength, ...bounds }), value, {
    decode(given: unknown, context) {
      if (typeof given === 'bigint') return given
      if (typeof given === 'string' && given.length <= maxLength && isNumber.test(given)) return BigInt(given)
      const message = `expected a whole number as decimal text of at most ${maxLength} characters`
      context.issues.push({ code: 'custom', message, input: given })
      return z.NEVER
    },
    encode: String,
  })
  markWire(codec, (given) => (typeof given === 'bigint' ? String(given) : given))
  return codec as unknown as z.ZodType<bigint, bigint>
}
