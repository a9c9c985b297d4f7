import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'

/** Follows the content of files. */
export interface FileWatch extends Disposable {
  /** Follows these files from now on, and no others. `inFolders`: every file beside them as well, such as a missing one. */
  follow(files: Iterable<string>, options?: { readonly inFolders?: boolean }): void
}

/** Time without a further change after which changes are reported, in ms: editors write a file in several steps. */
const settleMs = 120

/**
 * Reports files whose content changed, those that change together at once. Folders are watched rather than files, since
 * many editors replace the file.
 */
export function watchFiles(onChange: (files: readonly string[]) => void): FileWatch {
  const watchers = new Map<string, FSWatcher>()
  let contents = new Map<string, string>()
  let takesAll = false
  const suspects = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function suspect(file: string): void {
    if (!contents.has(file) && !(takesAll && /\.[cm]?[jt]sx?$|\.json$/.test(file))) return
    suspects.add(file)
    clearTimeout(timer)
    timer = setTimeout(settle, settleMs)
  }

  function settle(): void {
    const changed = [...suspects].filter((file) => {
      const content = contentOf(file)
      const isChanged = content !== contents.get(file)
      contents.set(file, content)
      return isChanged
    })
    suspects.clear()
    if (changed.length > 0) onChange(changed.sort())
  }

  function watchFolder(folder: string): FSWatcher | null {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null) suspect(join(folder, name))
      })
      // A folder that is removed has nothing to follow any more.
      watcher.on('error', () => drop(folder))
      return watcher
    } catch {
      return null
    }
  }

  function drop(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  return {
    follow(files, { inFolders = false } = {}) {
      takesAll = inFolders
      contents = new Map([...files].map((file) => [file, contents.get(file) ?? contentOf(file)]))
      const folders = new Set([...contents.keys()].map((file) => dirname(file)))
      for (const folder of watchers.keys()) if (!folders.has(folder)) drop(folder)
      for (const folder of folders) {
        const watcher = watchers.has(folder) ? null : watchFolder(folder)
        if (watcher !== null) watchers.set(folder, watcher)
      }
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const folder of [...watchers.keys()]) drop(folder)
    },
  }
}

/** Hash of a file; empty for one that is gone. */
function contentOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return ''
  }
}
