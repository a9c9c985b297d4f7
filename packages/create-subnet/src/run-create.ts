import { isSubnetError } from '@subnetkit/base/errors'
import { create } from './create.js'
import type { createError } from './errors.js'
import { exitCodes } from './exit-codes.js'
import { help } from './help.js'
import type { CreateIo } from './io.js'
import { parseOptions } from './options.js'
import { reportOf } from './report.js'
import { version } from './version.js'

/** Runs one command line and returns the exit code. Never throws. */
export async function runCreate(argv: readonly string[], io: CreateIo): Promise<number> {
  const json = argv.includes('--json')
  try {
    const options = parseOptions(argv)
    if (options === 'help' || options === 'version') {
      io.stdout.write(options === 'help' ? help : `${version}\n`)
      return exitCodes.done
    }
    const created = await create(options, io)
    io.stdout.write(json ? `${JSON.stringify(created, null, 2)}\n` : reportOf(created))
    return exitCodes.done
  } catch (error) {
    const { code, message, fix, details: given } = toFailure(error)
    // The message has them already.
    const { detail: _detail, fix: _fix, ...details } = given as Readonly<Record<string, unknown>>
    if (json) io.stdout.write(`${JSON.stringify({ error: { code, message, fix, details } }, null, 2)}\n`)
    else io.stderr.write(`error ${message} [${code}]\n  fix: ${fix}\n`)
    return exitCodeOf(code)
  }
}

function toFailure(error: unknown) {
  if (isSubnetError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'UNEXPECTED', message, fix: 'Report it: create-subnet has no error for this.', details: {} }
}

const usageCodes: readonly string[] = [
  'CREATE_USAGE',
  'NAME_INVALID',
] satisfies (keyof typeof createError.catalogue)[]

function exitCodeOf(code: string): number {
  if (usageCodes.includes(code)) return exitCodes.usage
  return code === 'CREATE_INTERRUPTED' ? exitCodes.interrupted : exitCodes.failed
}
