import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The part of a package.json that our own checks read. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly bundleDependencies?: readonly string[]
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly nx: { readonly tags: readonly string[] }
}

/** A package of the workspace. */
export interface Package {
  /** Folder below `packages`. */
  readonly folder: string
  readonly directory: string
  readonly manifest: Manifest
  /** From its tag `layer:*`. */
  readonly layer: string
}

/** Every package below `packages`. */
export function readPackages(): Package[] {
  const folders = readdirSync(join(root, 'packages'), { withFileTypes: true })
  return folders
    .filter((entry) => entry.isDirectory())
    .map(({ name: folder }) => {
      const directory = join(root, 'packages', folder)
      const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest
      const tag = manifest.nx.tags.find((one) => one.startsWith('layer:'))
      if (!tag) throw new Error(`packages/${folder}/package.json has no tag layer:*`)
      return { folder, directory, manifest, layer: tag.slice('layer:'.length) }
    })
}
