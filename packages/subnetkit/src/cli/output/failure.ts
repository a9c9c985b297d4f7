import { type ErrorDetails, reasonOf, SubnetError } from '@subnetkit/base'
import { exitCodes } from '../exit-codes.js'
import { nameSettings } from './option-names.js'
import type { Palette } from './palette.js'
import { printableLines } from './text.js'

/** Error as `--json` prints it. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly fix: string
  readonly details: unknown
}

/** Error for a problem described by another package, with the details that `--json` prints. */
export function failureOf(problem: Omit<Failure, 'details'>, details: object): SubnetError {
  const { code, message, fix } = problem
  return new SubnetError({ code, message, fix, details: details as ErrorDetails })
}

/** Converts anything thrown to its printed form. */
export function toFailure(error: unknown): Failure {
  const { code, message, fix, details } = Object(error) as Record<string, unknown>
  if (typeof code === 'string' && typeof fix === 'string') {
    return { code, message: nameSettings(String(message)), fix: nameSettings(fix), details: details ?? {} }
  }
  return {
    code: 'UNEXPECTED',
    message: reasonOf(error),
    fix: 'Run it again with --verbose, and report the output: subnetkit has no error for this.',
    details: {},
  }
}

/** The same for people, on stderr. */
export function renderFailure({ message, code, fix }: Failure, palette: Palette): string {
  const text = printableLines(message)
  return `${palette.bad('error')} ${text} ${palette.dim(`[${code}]`)}\n  ${palette.dim('fix:')} ${printableLines(fix)}\n`
}

/** Errors in the command line or the configuration; nothing was attempted. */
const commandLineCodes: ReadonlySet<string> = new Set([
  'USAGE',
  'SECRET_ON_COMMAND_LINE',
  'ADDRESS_INVALID',
  'CONFIG_INVALID',
])

/** The exit code that belongs to an error. */
export function exitCodeOf({ code }: Failure): number {
  if (commandLineCodes.has(code)) return exitCodes.usage
  return code === 'INTERRUPTED' ? exitCodes.interrupted : exitCodes.failed
}
