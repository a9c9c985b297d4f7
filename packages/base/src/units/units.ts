import { configError, optionError } from '../errors/config-error.js'
import { longestTimerMs } from '../options/fields.js'

/** A span of time: milliseconds, or a number with its unit, such as `'250ms'`, `'12s'`, `'1.5m'`. */
export type Duration = number | `${number}ms` | `${number}s` | `${number}m`

/** An amount of bytes: a number, or a number with its unit (decimal), such as `'512B'`, `'256kB'`, `'1MB'`, `'2GB'`. */
export type ByteSize = number | `${number}B` | `${number}kB` | `${number}MB` | `${number}GB`

const milliseconds = { ms: 1, s: 1_000, m: 60_000 } as const
const bytes = { B: 1, kB: 1_000, MB: 1_000_000, GB: 1_000_000_000 } as const

function parseUnit(value: number | string, units: Readonly<Record<string, number>>, what: string): number {
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(value) : null
  const factor = typeof value === 'number' ? 1 : units[match?.[2] ?? '']
  const amount = typeof value === 'number' ? value : Number(match?.[1])
  const result = Math.round(amount * (factor ?? Number.NaN))
  if (!Number.isSafeInteger(result) || result <= 0) {
    const known = Object.keys(units).join(', ')
    const expected = `a positive number with one of the units ${known}`
    if (typeof value !== 'string' || !/^[\d., ]{1,20}[A-Za-z]{0,10}$/.test(value))
      throw optionError(what, value, expected)
    // A number and a word are no secret, though there is a space between them.
    const detail = `'${value}' is not ${expected}, without a space`
    throw configError('CONFIG_INVALID', {
      place: what,
      detail,
      fix: `Set ${what} to ${expected}, such as '12${Object.keys(units)[1]}'.`,
    })
  }
  return result
}

/** Milliseconds of a {@link Duration}; refuses zero, negative, unknown units and more than a timer can wait. */
export function toMilliseconds(duration: Duration, what = 'duration'): number {
  const result = parseUnit(duration, milliseconds, what)
  if (result <= longestTimerMs) return result
  throw optionError(what, duration, 'a duration of at most 24 days')
}

/** Bytes of a {@link ByteSize}; refuses zero, negative and unknown units. */
export function toBytes(size: ByteSize, what = 'size'): number {
  return parseUnit(size, bytes, what)
}
