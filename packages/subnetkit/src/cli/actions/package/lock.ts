import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { cliError } from '../../errors.js'
import type { Manifest, Placed } from './tree.js'

/** The lock of a project. */
export interface Lock {
  /** Its file. */
  readonly file: string
  readonly name: string
  readonly bytes: Buffer
  /** Integrity of the tarball of a package, such as `sha512-…`; null if the lock has none; undefined for a package that it lacks. */
  integrityOf(name: string, version: string): string | null | undefined
}

/** Locks that are known, and how their packages are read: `name@version` with the integrity. */
const kinds: Readonly<Record<string, (text: string) => ReadonlyMap<string, string | null>>> = {
  'package-lock.json': readNpm,
  'npm-shrinkwrap.json': readNpm,
  'pnpm-lock.yaml': readPnpm,
  'yarn.lock': readYarn,
  'bun.lock': readBun,
}

/**
 * Finds the lock of a project, in its folder or in one above it. Throws PACKAGE_LOCK_MISSING, and PACKAGE_LOCK_MISMATCH for one of
 * npm that was made for other dependencies than the package.json has now.
 */
export async function findLock(project: string, manifest: Manifest): Promise<Lock> {
  for (let folder = project; ; folder = dirname(folder)) {
    for (const [name, read] of Object.entries(kinds)) {
      const file = join(folder, name)
      const bytes = await readFile(file).catch(() => null)
      if (bytes === null) continue
      const text = bytes.toString()
      if (read === readNpm) checkNpm(file, text, project, manifest)
      const known = read(text)
      return { file, name, bytes, integrityOf: (one, version) => known.get(`${one}@${version}`) }
    }
    if (dirname(folder) === folder) throw cliError('PACKAGE_LOCK_MISSING', { place: project })
  }
}

/** Throws PACKAGE_LOCK_MISMATCH for an installed package that the lock does not have in this version. */
export function checkInstalled({ name: lock, integrityOf }: Lock, tree: readonly Placed[]): void {
  const stray = tree.find(
    ({ name, version, bundled }) => !bundled && integrityOf(name, version) === undefined,
  )
  if (stray === undefined) return
  throw cliError('PACKAGE_LOCK_MISMATCH', {
    lock,
    detail: `${stray.name} is installed in version ${stray.version}, which is not in it`,
    fix: 'Install what the lock has, such as with npm ci, or install and commit the new lock.',
  })
}

interface NpmLock {
  readonly packages?: Readonly<Record<string, Manifest & { integrity?: string; link?: boolean }>>
}

/** Throws PACKAGE_LOCK_MISMATCH for what is no JSON, such as a lock with the marks of a conflict. */
function parseNpm(text: string): NpmLock {
  try {
    return JSON.parse(text) as NpmLock
  } catch {
    throw cliError('PACKAGE_LOCK_MISMATCH', {
      lock: 'package-lock.json',
      detail: 'it is not JSON',
      fix: 'Resolve its conflicts, if it has any, with npm install, and commit it.',
    })
  }
}

function readNpm(text: string): ReadonlyMap<string, string | null> {
  const { packages = {} } = parseNpm(text)
  return new Map(
    Object.entries(packages)
      .filter(([path, { link }]) => path !== '' && !link)
      .map(([path, { name, version, integrity }]) => [
        `${name ?? path.split('node_modules/').at(-1)}@${version}`,
        integrity ?? null,
      ]),
  )
}

/** Parts of a package.json that decide what is installed in production. */
const parts = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const

function checkNpm(file: string, text: string, project: string, manifest: Manifest): void {
  const lock = basename(file)
  const { packages } = parseNpm(text)
  const locked = packages?.[relative(dirname(file), project).split(sep).join('/')]
  const fix = 'Run npm install and commit the new lock.'
  if (locked === undefined)
    throw cliError('PACKAGE_LOCK_MISMATCH', { lock, detail: 'this project is not in it', fix })
  for (const part of parts) {
    const wanted = manifest[part] ?? {}
    const held = locked[part] ?? {}
    const other = Object.keys({ ...wanted, ...held }).find((name) => wanted[name] !== held[name])
    if (other === undefined) continue
    const detail = `${part} of package.json has ${other} ${wanted[other] ?? 'no more'}, it has ${held[other] ?? 'none'}`
    throw cliError('PACKAGE_LOCK_MISMATCH', { lock, detail, fix })
  }
}

function readPnpm(text: string): ReadonlyMap<string, string | null> {
  const start = text.indexOf('\npackages:')
  const end = text.indexOf('\nsnapshots:')
  const section = text.slice(start, end === -1 ? undefined : end)
  const known = new Map<string, string | null>()
  for (const [, key = '', body = ''] of section.matchAll(/^ {2}'?([^\s'][^'\n]*?)'?:\n((?: {4}.*\n?)*)/gm)) {
    const at = key.indexOf('@', 1)
    const version = /^ {4}version: (\S+)$/m.exec(body)?.[1] ?? key.slice(at + 1)
    known.set(`${key.slice(0, at)}@${version}`, /integrity: ([^,}\s]+)/.exec(body)?.[1] ?? null)
  }
  return known
}

function readYarn(text: string): ReadonlyMap<string, string | null> {
  const known = new Map<string, string | null>()
  for (const [, key = '', body = ''] of text.matchAll(/^"?([^\s#"][^\n]*?)"?:\n((?: {2}.*\n?)*)/gm)) {
    const name = key.slice(0, key.indexOf('@', 1))
    const version = /^ {2}version:? "?([^"\n]+)"?$/m.exec(body)?.[1]
    known.set(`${name}@${version}`, /^ {2}integrity "?([^"\n]+)"?$/m.exec(body)?.[1] ?? null)
  }
  return known
}

function readBun(text: string): ReadonlyMap<string, string | null> {
  const known = new Map<string, string | null>()
  for (const [line, id = ''] of text.matchAll(/^ {4}"[^"]+": \["([^"]+)".*$/gm))
    known.set(id, /"(sha\d+-[^"]+)"\],?$/.exec(line)?.[1] ?? null)
  return known
}
