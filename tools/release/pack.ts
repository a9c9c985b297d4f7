import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Package, readPackages, root } from '../boundaries/workspace.js'
import { run, runTsc } from './run.js'
import { sideBySide } from './side-by-side.js'
import { stage } from './stage.js'

/** A package as it would be published. */
export interface Tarball {
  readonly package: Package
  /** Path of the .tgz. */
  readonly file: string
  /** Folder with the same files. */
  readonly folder: string
  /** Bytes packed and unpacked. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly string[]
}

/** Every package that is published. */
export function publicPackages(): Package[] {
  return readPackages().filter(({ manifest }) => manifest.private !== true)
}

/** Builds what is published. */
export async function buildPackages(): Promise<void> {
  const projects = publicPackages().map(({ directory }) => join(directory, 'tsconfig.lib.json'))
  await runTsc(['-b', '--checkers', '1', ...projects], { cwd: root })
}

/** Builds the packages and packs those that are published, below `.pack`. */
export async function packAll(): Promise<Tarball[]> {
  const home = join(root, '.pack')
  await rm(home, { recursive: true, force: true })
  await mkdir(join(home, 'tarballs'), { recursive: true })
  await buildPackages()
  return sideBySide(publicPackages(), availableParallelism(), async (one) => {
    const folder = join(home, one.folder)
    await stage(one, folder)
    const args = ['pack', '--json', '--pack-destination', join(home, 'tarballs')]
    const [packed] = JSON.parse(await run('npm', args, { cwd: folder })) as [NpmPacked]
    return {
      package: one,
      folder,
      file: join(home, 'tarballs', packed.filename),
      size: packed.size,
      unpackedSize: packed.unpackedSize,
      files: packed.files.map(({ path }) => path),
    }
  })
}

/** The part of `npm pack --json` that is used. */
interface NpmPacked {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}
