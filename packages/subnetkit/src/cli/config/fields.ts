import { z } from 'zod'
import { parseTao } from '../output/units.js'

/** Whole number of an option, within bounds. */
export const wholeNumber = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const number = Number(text)
    if (/^\d{1,15}$/.test(text) && number >= least && number <= most) return number
    const message = `must be a whole number from ${least} to ${most}${quote(text)}`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** A subnet's number. */
export const netuidField = wholeNumber(0, 65_535)

/** A mechanism of a subnet; 0 is the main one. */
export const mechanismField = wholeNumber(0, 255).default(0)

/** All TAO and all alpha of a subnet are fewer, in rao. */
const mostRao = 21_000_000n * 1_000_000_000n

/** TAO or alpha as people write them, in rao. */
export const amountField = (unit: 'TAO' | 'alpha') =>
  z.string().transform((text, context) => {
    const rao = parseTao(text)
    if (rao !== null && rao <= mostRao) return rao
    const message =
      rao === null
        ? `must be an amount of ${unit} such as 1.5, with up to nine decimals${quote(text)}`
        : `must be at most 21000000 ${unit}, all there will ever be`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** TAO, in rao. */
export const taoField = amountField('TAO')

/** Repeats a mistyped number. Any other text may be a secret in the wrong place, and is not shown. */
export const quote = (text: string): string => (/^[-+.,]?\d[\w.,]{0,23}$/.test(text) ? `, not ${text}` : '')

/** A version key: u64. */
export const versionKeyField = z
  .string()
  .regex(/^\d{1,20}$/, 'must be a whole number')
  .transform(BigInt)
  .refine((key) => key < 2n ** 64n, 'must be below 2^64')
  .default(0n)

/** A share from 0 to 1. */
export const shareField = z
  .string()
  .regex(/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/, 'must be a share from 0 to 1, such as 0.3')
  .transform(Number)

/** Maximum length of a unix socket's path, in bytes; the operating system would cut a longer one. */
const longestSocketPath = process.platform === 'darwin' ? 103 : 107

/** Reason why a path cannot be that of a socket, or null. Windows has named pipes instead, without this limit. */
export function socketPathObjection(path: string): string | null {
  const bytes = Buffer.byteLength(path)
  if (process.platform === 'win32' || bytes <= longestSocketPath) return null
  return `must be a path of at most ${longestSocketPath} bytes, the limit of the system for sockets; this one has ${bytes}`
}

/** The path of a unix socket. */
export const socketPathField = z
  .string()
  .min(1, 'must not be empty')
  .superRefine((path, context) => {
    const message = socketPathObjection(path)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
