import { resolve } from 'node:path'
import { toFileError, writeFileAtomic } from '@subnetkit/base/files'
import { cliError } from '../../errors.js'
import type { Outcome } from '../../program/action.js'

/** A generated product. */
export interface Product {
  /** Content of its file. */
  readonly text: string
  /** The document that `--json` prints when there is no file. */
  readonly data: unknown
}

interface Destination {
  readonly out?: string | undefined
  readonly force?: true | undefined
}

/** Writes a product to its file, or to stdout. Throws FILE_EXISTS without `--force`, and the errors of
 * {@link toFileError}. */
export async function deliver({ text, data }: Product, { out, force }: Destination): Promise<Outcome> {
  if (out === undefined) return { data, text: () => text.replace(/\n$/, '') }
  try {
    await writeFileAtomic(resolve(out), text, { mode: 0o644, overwrite: force === true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw cliError('FILE_EXISTS', { path: out })
    throw toFileError(error, { what: 'the generated file', place: out }) ?? error
  }
  const bytes = Buffer.byteLength(text)
  return { data: { file: out, bytes }, text: () => `wrote ${out} (${bytes} bytes)` }
}
