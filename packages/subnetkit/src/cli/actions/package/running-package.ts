import { readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { jsonFlaw } from '@subnetkit/base'
import { sha256Of } from './content.js'
import { manifestSchema, releaseSchema } from './documents.js'

/** The unpacked package that a module belongs to. */
export type RunningPackage =
  /** SHA-256 of its release, hex, as its owner publishes it. */
  | { readonly hash: string; readonly folder: string }
  /** It is not what its release says. */
  | { readonly hash: null; readonly folder: string; readonly detail: string }

/**
 * Returns the package that a module is run from, after its own files are compared with its manifest; null for one that runs from sources.
 * Installed packages are not compared: subnet verify-package does that before it is unpacked.
 */
export async function findRunningPackage(file: string): Promise<RunningPackage | null> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const [release, manifest] = await Promise.all(
      ['release.json', 'manifest.json'].map((name) => readFile(join(folder, name)).catch(() => null)),
    )
    if (release && manifest) return readPackage(file, folder, { release, manifest })
    // Files above a package of its own belong to another one.
    const isTop = dirname(folder) === folder || (await exists(join(folder, 'package.json')))
    if (isTop) return null
  }
}

async function readPackage(
  file: string,
  folder: string,
  { release, manifest }: { readonly release: Buffer; readonly manifest: Buffer },
): Promise<RunningPackage | null> {
  const stated = releaseSchema.safeParse(parseJson(release))
  // Another program's files of that name.
  if (!stated.success) return null
  const changed = (detail: string) => ({ hash: null, folder, detail })
  const listed = manifestSchema.safeParse(parseJson(manifest))
  if (!listed.success) return changed('its manifest.json has another form than this version reads')
  const { role, files } = listed.data
  if (stated.data.packages[role] !== sha256Of(manifest)) {
    return changed(`its manifest.json is not the one that release.json has for the ${role}`)
  }
  const module = relative(folder, file).split(sep).join('/')
  if (!files.some(({ path }) => path === module)) return changed(`${module} is not one of its files`)
  for (const { path, sha256 } of files) {
    if (path.startsWith('node_modules/')) continue
    const data = await readFile(join(folder, path)).catch(() => null)
    if (data === null) return changed(`${path} is missing`)
    if (sha256Of(data) !== sha256) return changed(`${path} is not the file of the manifest`)
  }
  return { hash: sha256Of(release), folder }
}

const parseJson = (data: Buffer): unknown => {
  try {
    const value: unknown = JSON.parse(data.toString())
    return jsonFlaw(data.toString()) === undefined ? value : undefined
  } catch {
    return undefined
  }
}

const exists = (path: string) =>
  readFile(path).then(
    () => true,
    () => false,
  )
