import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { KitFile } from './kit-files.js'

/** File of the folder that has the digests of what was written. */
export const digestsFile = '.deploy-init.json'

const schema = z.object({ files: z.record(z.string(), z.string()) })

/** Digests of files by their path. */
export type Digests = ReadonlyMap<string, string>

/** Returns the digest of a text. */
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** Reads the digests of what an earlier run wrote. There are none where their file is missing or damaged: every file counts as edited then. */
export async function readDigests(dir: string): Promise<Digests> {
  try {
    const { files } = schema.parse(JSON.parse(await readFile(join(dir, digestsFile), 'utf8')))
    return new Map(Object.entries(files))
  } catch {
    return new Map()
  }
}

/** Returns the file of digests for files as they are written. */
export function digestsOf(files: readonly KitFile[]): KitFile {
  const digests = Object.fromEntries(files.map(({ path, text }) => [path, digestOf(text)]))
  return { path: digestsFile, text: `${JSON.stringify({ files: digests }, null, 2)}\n` }
}
