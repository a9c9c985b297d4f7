import { dirname, join, relative } from 'node:path'
import { cliError } from '../../errors.js'
import { uncommitted } from '../../module/uncommitted.js'
import { type Content, createContents, madeFile } from './content.js'
import { documentBytes, type PackageManifest, type Release, releaseOf } from './documents.js'
import { checkInstalled, findLock, type Lock } from './lock.js'
import { healthProgram, runProgram } from './made-files.js'
import type { Project } from './project.js'
import { isProjectReadme, packageReadme } from './readme.js'
import { needsPostgres, type Role, rolesOf, unusedBy } from './roles.js'
import { createSbom } from './sbom.js'
import { type Placed, planTree } from './tree.js'

/** The package of a role, before it is written. */
export interface Plan {
  readonly role: Role
  /** Name of its files without endings, such as `my-subnet-1.0.0-miner`. */
  readonly base: string
  readonly manifest: PackageManifest
  /** Files in the order of the archive: the two documents, then all others by path. */
  readonly files: readonly Content[]
  readonly sbom: Content
  /** Packages that it contains. */
  readonly dependencies: number
}

export interface Built {
  readonly release: Release
  readonly plans: readonly Plan[]
  /** Sentences for the user. */
  readonly warnings: readonly string[]
}

export interface BuildOptions {
  /** Roles that are wanted. */
  readonly roles: readonly Role[]
  readonly portable: boolean
  readonly progress: (text: string) => void
}

/**
 * Works out the packages of a project and hashes their files: those of every role, as the release has the hash of each, whichever are
 * wanted. Throws the errors of its parts, all of them before anything is written.
 */
export async function buildPackages(
  project: Project,
  { roles, portable, progress }: BuildOptions,
): Promise<Built> {
  const lock = await findLock(project.folder, project.manifest)
  const contents = createContents()
  const drafts = []
  if (roles.includes('miner') && !project.hasHandlers) {
    throw cliError('HANDLERS_NOT_EXPORTED', {
      module: project.module,
      detail: 'it has no export handlers, and no miner module stands beside it',
      fix: 'Export the handlers, or package another role with --role.',
    })
  }
  if (roles.includes('gateway') && !project.hasViews) {
    throw cliError('PACKAGE_UNPREPARED', {
      place: project.module,
      detail: 'its subnet has no views, which are what clients of a gateway see',
      fix: 'Add views to defineSubnet, or package another role with --role.',
    })
  }
  for (const role of rolesOf(project)) {
    const tree = await planTree(project.folder, project.manifest, { without: unusedBy(role), portable })
    checkInstalled(lock, tree)
    progress(`${role}: hashing the files of ${tree.length} packages`)
    const draft = await buildOne(role, tree)
    drafts.push(draft)
  }
  const release = releaseOf(drafts.map(({ manifest }) => manifest))
  const releaseFile = madeFile('release.json', documentBytes(release))
  const plans = drafts
    .filter(({ role }) => roles.includes(role))
    .map((draft) => ({
      ...draft,
      files: [releaseFile, madeFile('manifest.json', documentBytes(draft.manifest)), ...draft.files],
    }))
  return {
    release,
    plans,
    warnings: [...staleWarning(project), ...uncommittedWarning(project.folder), ...warningsOf(plans)],
  }

  async function buildOne(role: Role, tree: readonly Placed[]): Promise<Plan> {
    const { folder, name, version, module, subnet } = project
    const own = await Promise.all(
      project.files
        .filter((path) => !isProjectReadme(path))
        .map((path) => contents.fileAt(path, join(folder, path))),
    )
    const installed = []
    for (const placed of tree) installed.push(...(await contents.packageAt(placed)))
    const sbom = madeFile(
      'sbom.cdx.json',
      `${JSON.stringify(createSbom(project, role, tree, directOf(project, tree), lock), null, 2)}\n`,
    )
    const { command, subnetkit } = commandOf(tree)
    const files = [
      ...own,
      ...installed,
      lockFile(lock),
      sbom,
      madeFile('README.md', packageReadme(project, role, command)),
      madeFile('run.mjs', runProgram(role, module, command)),
      madeFile('health.mjs', healthProgram(role)),
    ].sort((left, right) => (left.path < right.path ? -1 : 1))
    checkNames(project, files)
    const manifest: PackageManifest = {
      format: 'subnetkit-package/1',
      ...{ name, version, role, subnet, subnetkit, module },
      node: project.manifest.engines?.node ?? '>=20.19',
      platform: files.some(({ isNative }) => isNative) ? `${process.platform}-${process.arch}` : null,
      files: files.map(({ path, bytes, executable, sha256 }) => ({ path, bytes, executable, sha256 })),
    }
    const base = `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}-${role}`
    return { role, base, manifest, files, sbom, dependencies: tree.length }
  }
}

const lockFile = ({ name, bytes }: Lock): Content => madeFile(name, bytes)

/** Paths of the direct dependencies in the tree. */
const directOf = ({ manifest }: Project, tree: readonly Placed[]): readonly string[] => {
  const names = new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
  return tree
    .filter(({ path, name }) => path === `node_modules/${name}` && names.has(name))
    .map(({ path }) => path)
}

/** The `subnet` command in the tree. Throws PACKAGE_DEPENDENCY_MISSING. */
function commandOf(tree: readonly Placed[]): { readonly command: string; readonly subnetkit: string } {
  const placed = tree.find(({ path }) => path === 'node_modules/subnetkit')
  const { bin } = placed?.manifest ?? {}
  const file = typeof bin === 'string' ? bin : bin?.subnet
  if (placed === undefined || file === undefined)
    throw cliError('PACKAGE_DEPENDENCY_MISSING', { name: 'subnetkit', dependant: 'a package of a subnet' })
  return { command: `${placed.path}/${file.replace(/^\.\//, '')}`, subnetkit: placed.version }
}

/** The names of our own files are taken. Throws PACKAGE_UNPREPARED. */
function checkNames({ folder }: Project, files: readonly Content[]): void {
  const taken = files.find(
    ({ path }, index) =>
      path === files[index - 1]?.path || path === 'manifest.json' || path === 'release.json',
  )
  if (taken === undefined) return
  throw cliError('PACKAGE_UNPREPARED', {
    place: folder,
    detail: `its file ${taken.path} has the name of one of the package`,
    fix: 'Rename the file, or leave it out of files in package.json.',
  })
}

function warningsOf(plans: readonly Plan[]): readonly string[] {
  const list = (some: readonly Plan[]) => some.map(({ role }) => role).join(', ')
  const native = plans.filter(({ manifest: { platform } }) => platform !== null)
  const names = native.flatMap(({ files }) =>
    files
      .filter(({ isNative }) => isNative)
      .map(({ path }) => /.*node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1] ?? path),
  )
  const withoutDriver = plans.filter(
    ({ role, manifest: { files } }) =>
      needsPostgres(role) && !files.some(({ path }) => path === 'node_modules/pg/package.json'),
  )
  return [
    ...(withoutDriver.length === 0
      ? []
      : [`${list(withoutDriver)}: PostgreSQL is needed, and the project does not depend on pg`]),
    ...(native.length === 0
      ? []
      : [
          `${list(native)}: native parts for ${native[0]?.manifest.platform} only (${[...new Set(names)].join(', ')}); leave them out with --portable where they are optional, or package on the platform that runs it`,
        ]),
  ]
}

function staleWarning({ stale }: Project): readonly string[] {
  return stale.length === 0
    ? []
    : [`changed since the project was built: ${stale.join(', ')}; build it again`]
}

/** A warning for files that git has not committed, as their package could not be made again. */
function uncommittedWarning(folder: string): string[] {
  const changed = uncommitted(folder, ['.'])
  return changed === 0
    ? []
    : [`${changed} changed files are not committed, so no one else can build this package again`]
}

/** Path of a file for people. */
export const shown = (path: string): string => relative(process.cwd(), path) || dirname(path)
