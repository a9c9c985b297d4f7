import { reasonOf } from '@subnetkit/base'
import { exitCodes } from '../exit-codes.js'
import type { Palette } from './palette.js'

/** What only a command line can get wrong. */
export type CliErrorCode = 'USAGE' | 'NOT_CONFIRMED' | 'INTERRUPTED' | 'FILE_INVALID'

/** An error of the command line itself; those of subnetkit have their own catalogue and look the same. */
export class CliError extends Error {
  /** A code of the command line, or the one of the catalogue that it passes on. */
  readonly code: CliErrorCode | string
  readonly fix: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: CliError['code'],
    message: string,
    fix: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.name = 'CliError'
    this.code = code
    this.fix = fix
    this.details = details
  }
}

/** The person has had enough. */
export const interrupted = () => new CliError('INTERRUPTED', 'interrupted', 'run it again to go on')

/** What `--json` prints of an error. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly fix: string
  readonly details: unknown
}

/** Turns anything thrown into what is shown of it. */
export function toFailure(error: unknown): Failure {
  const { code, message, fix, details } = Object(error) as Record<string, unknown>
  if (typeof code === 'string' && typeof fix === 'string') {
    return { code, message: String(message), fix, details: details ?? {} }
  }
  return {
    code: 'UNEXPECTED',
    message: reasonOf(error),
    fix: 'this is not an error that subnetkit knows: run again with --verbose for its origin and report it',
    details: {},
  }
}

/** The same for people, on stderr. */
export function renderFailure(failure: Failure, palette: Palette): string {
  return `${palette.bad('error')} ${failure.message} ${palette.dim(`[${failure.code}]`)}\n  ${palette.dim('fix:')} ${failure.fix}\n`
}

/** The exit code that belongs to an error. */
export function exitCodeOf({ code }: Failure): number {
  if (code === 'USAGE') return exitCodes.usage
  return code === 'INTERRUPTED' ? exitCodes.interrupted : exitCodes.failed
}
