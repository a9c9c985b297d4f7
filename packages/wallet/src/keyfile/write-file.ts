import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeFileAtomic } from '@subnetkit/base/files'
import { walletError } from '../errors.js'
import { codeOf } from './small-file.js'

/**
 * Writes a keyfile as a whole or not at all, readable by its owner only (0600, new folders 0700). Throws
 * KEYFILE_EXISTS when a file exists that may not be overwritten, however late it appeared, and KEYFILE_NOT_WRITTEN.
 */
export async function writeSecretFile(
  path: string,
  data: Uint8Array,
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  let hasFolder = false
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    hasFolder = true
    await writeFileAtomic(path, data, { mode: 0o600, overwrite })
  } catch (error) {
    const code = codeOf(error)
    if (hasFolder && code === 'EEXIST') throw walletError('KEYFILE_EXISTS', { path })
    throw walletError('KEYFILE_NOT_WRITTEN', { path, detail: code ?? 'an unknown reason' })
  }
}
