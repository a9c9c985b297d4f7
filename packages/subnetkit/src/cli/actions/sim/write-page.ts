import { resolve } from 'node:path'
import { toFileError, writeFileAtomic } from '@subnetkit/base/files'
import { cliError } from '../../errors.js'

/** Writes the page of a report. Throws FILE_EXISTS without `--force`, and the errors of {@link toFileError}. */
export async function writePage(path: string, html: string, force: boolean): Promise<void> {
  try {
    await writeFileAtomic(resolve(path), html, { mode: 0o644, overwrite: force })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw cliError('FILE_EXISTS', { path })
    throw toFileError(error, { what: 'the page of the report', place: path }) ?? error
  }
}
