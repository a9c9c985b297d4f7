import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openVault, type Vault } from './vault.js'
import { writeWhole } from './write-whole.js'

/** Place of a catalogue's entries: texts by kind and name. An entry is written as a whole or not at all. */
export interface CataloguePlace {
  vault(): Promise<Vault>
  /** Names of the entries of a kind, in order. */
  names(kind: string): Promise<readonly string[]>
  /** Text of an entry; null without one. */
  read(kind: string, name: string): Promise<string | null>
  /** Writes an entry; false if there is one that is not to be overwritten. */
  write(kind: string, name: string, text: string, options: { readonly overwrite: boolean }): Promise<boolean>
  /** Removes an entry, if there is one. */
  remove(kind: string, name: string): Promise<void>
  /** Time since an entry was written, in ms. */
  idleMs(kind: string, name: string): Promise<number>
  /** Name of an entry for messages. */
  path(kind: string, name: string): string
}

/**
 * A folder of its own: `secret`, `fillers/<hotkey>.json`, `lost/<hotkey>.json`, `yielded/<hotkey>%2F<object>.json`, `files/<name>.json`
 * and `loose/<salt>.json`. Back it up: without it nothing can be read back.
 */
export function openFolder(directory: string): CataloguePlace {
  let opened: Promise<Vault> | undefined
  const path = (kind: string, name: string) => join(directory, kind, `${encodedName(name)}.json`)
  return {
    path,
    vault() {
      opened ??= openVault(directory)
      opened.catch(() => {
        opened = undefined
      })
      return opened
    },
    async names(kind) {
      const entries = await readdir(join(directory, kind)).catch(ifMissing([]))
      return entries
        .filter((entry) => /^[^.].*\.json$/.test(entry))
        .sort()
        .map(nameOfEntry)
    },
    read: (kind, name) => readFile(path(kind, name), 'utf8').catch(ifMissing(null)),
    async write(kind, name, text, { overwrite }) {
      await mkdir(join(directory, kind), { recursive: true })
      return writeWhole(path(kind, name), text, { overwrite })
    },
    remove: (kind, name) => rm(path(kind, name), { force: true }),
    async idleMs(kind, name) {
      const noted = await stat(path(kind, name)).catch(ifMissing(null))
      return noted ? Date.now() - noted.mtimeMs : 0
    },
  }
}

/** A name as it stands in the name of an entry. Entries with a dot in front are drafts. */
export const encodedName = (name: string): string => encodeURIComponent(name).replace(/^\./, '%2E')

const nameOfEntry = (entry: string): string => decodeURIComponent(entry.slice(0, -'.json'.length))

const ifMissing =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return value
    throw error
  }
