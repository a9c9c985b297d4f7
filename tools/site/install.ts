import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builder } from './folders.js'
import { run } from './run.js'

const stamp = join(builder, 'node_modules/installed-lock.json')

/** Installs what builds the site, 161 MB, unless it is there at the versions of the lock. */
export async function install(): Promise<void> {
  const lock = await readFile(join(builder, 'package-lock.json'), 'utf8')
  const installed = await readFile(stamp, 'utf8').catch(() => '')
  if (installed === lock) return
  process.stderr.write('installing VitePress and TypeDoc into tools/site/vitepress\n')
  await run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], builder)
  await writeFile(stamp, lock)
}
