import { readFile, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { cliError } from '../../errors.js'

/** The parts of a package.json that are used. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly license?: unknown
  readonly bin?: string | Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly engines?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly bundleDependencies?: readonly string[]
  readonly bundledDependencies?: readonly string[]
}

/** An installed package, and its place in the package of the project. */
export interface Placed {
  /** Such as `node_modules/a/node_modules/b`. */
  readonly path: string
  /** Folder in which it is installed, without links. */
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly manifest: Manifest
  /** True for a part of another package's tarball, which no lock names. */
  readonly bundled: boolean
  /** Paths of the packages that it depends on. */
  readonly dependencies: readonly string[]
}

export interface TreeOptions {
  /** Packages to leave out. */
  readonly without: ReadonlySet<string>
  /** Leave optional dependencies out. */
  readonly portable: boolean
}

/** A package whose dependencies are yet to be placed. */
interface Pending {
  readonly placed: Placed & { dependencies: string[] }
}

/**
 * Lays out the production dependencies of an installed project: as high as names allow, in an order that depends on names and
 * versions only. So npm, pnpm and two machines give the same tree. Peers stay out unless something else needs them: optional ones,
 * those of a bundle's parts, those that the project itself lists for development, and those that are for checking types.
 * Throws PACKAGE_DEPENDENCY_MISSING and PACKAGE_DEPENDENCY_LINKED.
 */
export async function planTree(
  project: string,
  manifest: Manifest,
  { without, portable }: TreeOptions,
): Promise<readonly Placed[]> {
  const placed = new Map<string, Pending['placed']>()
  const root = await realpath(project)
  const own = new Set(Object.keys(manifest.dependencies ?? {}))
  const development = new Set(Object.keys(manifest.devDependencies ?? {}))
  const pending: Pending[] = [
    {
      placed: {
        path: '',
        folder: root,
        name: manifest.name ?? '',
        version: '',
        manifest,
        bundled: false,
        dependencies: [],
      },
    },
  ]

  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { placed: dependant } = next
    const peers = dependant.bundled ? [] : peersOf(dependant.manifest, development)
    for (const { name, isOptional } of edgesOf(dependant.manifest, { peers, portable })) {
      if (without.has(name) && !own.has(name)) continue
      const folder = await findInstalled(dependant.folder, name)
      if (folder === null) {
        // A bundle does not load the parts that it leaves out.
        if (isOptional || dependant.bundled) continue
        throw cliError('PACKAGE_DEPENDENCY_MISSING', { name, dependant: nameOf(dependant) })
      }
      if (!folder.includes(`${sep}node_modules${sep}`))
        throw cliError('PACKAGE_DEPENDENCY_LINKED', { name, target: folder })
      const found = await readManifest(folder)
      const visible = lookUp(placed, dependant.path, name)
      if (visible !== undefined && visible.version === found.version) {
        dependant.dependencies.push(visible.path)
        continue
      }
      // As high as the name is free, else right below the dependant, where it hides the other version.
      const above = visible === undefined ? '' : `${dependant.path}/`
      dependant.dependencies.push(await place(`${above}node_modules/${name}`, folder, found, false))
    }
  }
  return [...placed.values()].sort(byPath)

  /** Places a package with those that its tarball has inside. */
  async function place(path: string, folder: string, manifest: Manifest, bundled: boolean): Promise<string> {
    const { name = '', version = '' } = manifest
    const one = { path, folder, name, version, manifest, bundled, dependencies: [] }
    placed.set(path, one)
    pending.push({ placed: one })
    for (const inner of manifest.bundleDependencies ?? manifest.bundledDependencies ?? []) {
      const inside = join(folder, 'node_modules', inner)
      const found = await readManifest(inside).catch(() => null)
      if (found !== null) await place(`${path}/node_modules/${inner}`, inside, found, true)
    }
    return path
  }
}

const nameOf = ({ name, path }: Placed): string => (path === '' ? 'the project' : name)

const byPath = (left: Placed, right: Placed): number => (left.path < right.path ? -1 : 1)

/** Dependencies of a package, sorted by name. */
function edgesOf(
  { dependencies = {}, optionalDependencies = {} }: Manifest,
  { peers, portable }: { readonly peers: readonly string[]; readonly portable: boolean },
) {
  const optional = new Set(Object.keys(optionalDependencies))
  const needed = Object.keys(dependencies).filter((name) => !optional.has(name))
  return [
    ...[...new Set([...needed, ...peers])].map((name) => ({ name, isOptional: false })),
    ...(portable ? [] : [...optional].map((name) => ({ name, isOptional: true }))),
  ].sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Peers that a package loads in production, as far as manifests say it: a peer may be there for its types only. */
function peersOf(
  { peerDependencies = {}, peerDependenciesMeta = {} }: Manifest,
  development: ReadonlySet<string>,
): readonly string[] {
  return Object.keys(peerDependencies).filter(
    (name) =>
      !peerDependenciesMeta[name]?.optional &&
      !development.has(name) &&
      !/^(typescript$|@types\/)/.test(name),
  )
}

/** The package that Node.js would find by a name from a place in the new tree. */
function lookUp<T>(placed: ReadonlyMap<string, T>, from: string, name: string): T | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const found = placed.get(at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`)
    if (found !== undefined || at === '') return found
  }
}

/** The folder of a package as Node.js finds it from another folder, without links; null if there is none. */
async function findInstalled(from: string, name: string): Promise<string | null> {
  for (let at = from; ; at = dirname(at)) {
    const found = await realpath(join(at, 'node_modules', name)).catch(() => null)
    if (found !== null) return found
    if (dirname(at) === at) return null
  }
}

/** Reads the package.json of a folder. */
export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}
