import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Folder of installed clients, which later runs use again. */
export const defaultCache = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'subnetkit', 'clients')

/**
 * Makes a folder of what `parts` names, or takes the one that an earlier run has finished. A run that was cut short leaves one without
 * its stamp, which is made from the start.
 */
export async function cachedFolder(
  cache: string,
  name: string,
  parts: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
  const folder = join(cache, `${name.replace(/[^\w.-]+/g, '-')}-${hash}`)
  const stamp = join(folder, 'installed.json')
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === JSON.stringify(parts)) return folder
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await make(folder)
  await writeFile(stamp, JSON.stringify(parts))
  return folder
}
