import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'

/** Packages that programs of users import. The others are parts of these, and their exports appear there. */
const documented = ['subnetkit', 'devnet', 'models', 'vision', 'possession', 'yuma'] as const

/** Entries for the tests of the repository only. */
const unstable = /conformance|vectors|source$/

/** An entry of a package, as its users import it. */
export interface Entry {
  readonly name: string
  /** File, from the root of the repository. */
  readonly file: string
}

/** Entries that the reference describes. */
export function referenceEntries(): Entry[] {
  return documented.flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as {
      name: string
      exports: Record<string, string | Record<string, string>>
    }
    return Object.entries(manifest.exports).flatMap(([path, target]) => {
      const file = typeof target === 'string' ? undefined : target['@subnetkit/source']
      if (file === undefined || unstable.test(path)) return []
      return [
        {
          name: join(manifest.name, path).replaceAll('\\', '/'),
          file: `packages/${folder}/${file.slice(2)}`,
        },
      ]
    })
  })
}
