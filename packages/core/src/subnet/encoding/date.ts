import { checked, optionsOf, parseOptions } from '@subnetkit/base'
import { z } from 'zod'
import { markWire } from './wire-mark.js'

/** Options of {@link date}. */
export interface DateOptions {
  /** Earliest time. @default none */
  readonly min?: Date | undefined
  /** Latest time. @default none */
  readonly max?: Date | undefined
}

const isTime = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime())
const bound = () => checked<Date>(isTime, 'a valid Date').optional()
const dateOptions = optionsOf({ min: bound(), max: bound() })
const isoText = z.iso.datetime({ offset: true })
const { source: pattern } = z.regexes.datetime({ offset: true })

/**
 * Schema of a Date that travels as ISO 8601 text with a time zone (`"2026-01-31T12:00:00.000Z"`), to the millisecond.
 * Callers, handlers and rubrics have Dates on both sides. Throws CONFIG_INVALID for bounds that are no valid Dates.
 */
export function date(options: DateOptions = {}): z.ZodType<Date, Date> {
  const { min, max } = parseOptions(dateOptions, options, 'date')
  let value = z.date()
  if (min !== undefined) value = value.min(min)
  if (max !== undefined) value = value.max(max)
  const codec = z.codec(z.any().meta({ type: 'string', format: 'date-time', pattern }), value, {
    decode(given: unknown, context) {
      if (given instanceof Date) return given
      const text = isoText.safeParse(given)
      if (text.success) return new Date(text.data)
      const message = 'expected a time as ISO 8601 text with a time zone'
      context.issues.push({ code: 'custom', message, input: given })
      return z.NEVER
    },
    encode: (time) => time.toISOString(),
  })
  markWire(codec, (given) => (isTime(given) ? (given as Date).toISOString() : given))
  return codec as unknown as z.ZodType<Date, Date>
}
