import { realpath } from 'node:fs/promises'
import type { LogEntry } from '../log/log.js'
import type { LogLevel } from '../log/record.js'

/** Package that the subnet of a validator or a coordinator runs from. */
export interface PackageOption {
  /**
   * SHA-256 of the release of the package that the subnet runs from, hex: score records state it, and a next version that the owner
   * has activated begins only if it is the one of the activation. Null for none: then the number of the version decides.
   * @default that of the unpacked package whose file the process was started with; none for sources
   */
  readonly packageHash?: string | null | undefined
}

interface Warns {
  write(level: LogLevel, entry: LogEntry): void
}

/**
 * Hash of the package that a file belongs to, hex; undefined for sources, and with a warning for a package that was changed.
 */
export async function packageHashOf(file: string, log: Warns): Promise<string | undefined> {
  const { findRunningPackage } = await import('../cli/actions/package/running-package.js')
  const found = await findRunningPackage(file)
  if (found === null) return undefined
  if (found.hash !== null) return found.hash
  const message = `the package in ${found.folder} was changed after it was made, so that score records will name none: ${found.detail}`
  log.write('warn', { event: 'package-changed', message })
  return undefined
}

/** The hash that is given, or that of the package whose file the process was started with. */
export async function ownPackage(
  { packageHash }: PackageOption,
  log: Warns,
  program = process.argv[1],
): Promise<string | undefined> {
  if (packageHash !== undefined) return packageHash ?? undefined
  const file = program === undefined ? null : await realpath(program).catch(() => null)
  return file === null ? undefined : packageHashOf(file, log)
}
