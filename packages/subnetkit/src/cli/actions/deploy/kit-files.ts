import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Facts } from './facts.js'
import { followChannel } from './follow-channel.js'
import { roleSettings } from './role-settings.js'

/** Folder of the kit in this package. */
const kit = fileURLToPath(new URL('../../../../kit/', import.meta.url))

/** Files of the kit that are copied as they are. */
const monitoring = ['alerts.yml', 'prometheus.yml', 'dashboard.json'] as const

/** A file of a deployment: its path in the folder, with slashes, and its text. */
export interface KitFile {
  readonly path: string
  readonly text: string
}

/** Returns the files of a deployment, filled with its facts, in the order of their paths. */
export async function kitFiles(facts: Facts): Promise<readonly KitFile[]> {
  const folder = join(kit, 'deploy')
  const stored = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
  const files: KitFile[] = []
  for (const name of stored) {
    const path = pathOf(name, facts)
    if (path === null) continue
    const text = await readFile(join(folder, name), 'utf8')
    files.push({ path, text: fill(facts.updates === undefined ? text : followChannel(path, text), facts) })
  }
  for (const name of monitoring)
    files.push({ path: `monitoring/${name}`, text: await readFile(join(kit, name), 'utf8') })
  for (const [path, text] of Object.entries(roleSettings(facts))) files.push({ path, text })
  return files.sort((left, right) => (left.path < right.path ? -1 : 1))
}

/** The path that a stored file gets; null for the Dockerfile of the other kind of folder. */
function pathOf(stored: string, { hasProject }: Facts): string | null {
  if (stored === 'project.Dockerfile') return hasProject ? 'Dockerfile' : null
  if (stored === 'package.Dockerfile') return hasProject ? null : 'Dockerfile'
  // The packages are what such an image is made of.
  if (stored === 'Dockerfile.dockerignore' && !hasProject) return null
  // npm leaves files of that name out of packages.
  return stored === 'gitignore' ? '.gitignore' : stored
}

/** Puts the facts in the places that a file has for them. Throws for a place that has no fact: a file of ours is wrong. */
function fill(text: string, facts: Facts): string {
  const values: Readonly<Record<string, string>> = {
    NAME: facts.name,
    BASE: facts.base,
    VERSION: facts.version,
    DIR: facts.dir,
    ROOT: facts.root,
    INSTALL: facts.install,
    METRICS: String(facts.hasMetrics),
    WATCH: facts.hasMetrics ? 'METRICS' : 'HEALTH',
    HOTKEY_FILE: facts.hotkeyFile,
    PACKAGES: facts.hasProject
      ? 'Package the project (`npx subnet package`)'
      : 'Put the packages of the subnet, which its owner has made, in the folder `release`',
    MINER_PORT: String(facts.minerPort),
  }
  return text.replace(/__([A-Z]+(?:_[A-Z]+)?)__/g, (place, key: string) => {
    const value = values[key]
    if (value === undefined) throw new Error(`the kit has no value for ${place}`)
    return value
  })
}
