import { walletError } from '../errors.js'
import { readSmallFile } from '../keyfile/small-file.js'

/** The trimmed text of a password file. */
export async function filePassword(path: string): Promise<string> {
  const source = `the password file ${path}`
  const bytes = await readSmallFile(path, (detail) => walletError('PASSWORD_UNREADABLE', { source, detail }))
  const text = bytes.toString('utf8').trim()
  bytes.fill(0)
  return text
}
