import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { readJsonFile, readSmallFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'
import { fitsRange, leastOf, older } from './version-order.js'

/** A project that depends on subnetkit. */
export interface Project {
  /** Absolute path. */
  readonly folder: string
  readonly manifestPath: string
  readonly manifestText: string
  /** Version of subnetkit that is installed for it. */
  readonly installed: string
  /** Version that its sources were written for, by package.json and the lock of npm; the installed one if these allow it. */
  readonly written: string
  /** Packages of ours among its dependencies. */
  readonly ours: readonly Dependency[]
  /** Value of the field packageManager. */
  readonly packageManager: string | undefined
  readonly hasTests: boolean
}

/** A package of ours and its range. */
export interface Dependency {
  /** Field of package.json. */
  readonly part: (typeof parts)[number]
  readonly name: string
  readonly range: string
}

const parts = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const

const ranges = z.record(z.string(), z.string()).optional()
const schema = z.looseObject({
  packageManager: z.string().optional(),
  scripts: ranges,
  dependencies: ranges,
  devDependencies: ranges,
  peerDependencies: ranges,
  optionalDependencies: ranges,
})
const installedSchema = z.looseObject({ version: z.string() })

/** Ranges that name a place, not a version of the registry. */
const linked = /^(file|link|portal|workspace|catalog|patch|npm|git|github)\b|[:/]/

/**
 * Opens the project of a folder: the one whose package.json, there or above, names subnetkit. Throws UPGRADE_UNPREPARED
 * without one, and for one whose subnetkit is not installed or does not come from the registry.
 */
export async function openProject(folder: string): Promise<Project> {
  const found = await findProject(folder)
  const installed = await installedVersion(found.folder)
  const range = found.ours.find(({ name }) => name === 'subnetkit')?.range ?? ''
  return { ...found, installed, written: await writtenFor(found.folder, range, installed) }
}

/** A project, whatever is installed for it. */
export type FoundProject = Omit<Project, 'installed' | 'written'>

/** Finds the project of a folder as `openProject` does. Throws UPGRADE_UNPREPARED. */
export async function findProject(folder: string): Promise<FoundProject> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const manifestPath = join(at, 'package.json')
    if (existsSync(manifestPath)) {
      const manifest = await readJsonFile(manifestPath, schema)
      const ours = parts.flatMap((part) =>
        Object.entries(manifest[part] ?? {}).flatMap(([name, range]) =>
          isOurs(name) ? [{ part, name, range }] : [],
        ),
      )
      if (ours.some(({ name }) => name === 'subnetkit')) {
        refuseLinked(at, ours)
        return {
          ...{ folder: at, manifestPath, manifestText: await readSmallFile(manifestPath), ours },
          packageManager: manifest.packageManager,
          hasTests: manifest.scripts?.test !== undefined,
        }
      }
    }
    if (dirname(at) === at) {
      const detail = 'no package.json here or in a folder above depends on subnetkit'
      throw unprepared(
        folder,
        detail,
        'Run the command in the folder of a project, such as one of npm create subnet.',
      )
    }
  }
}

export const isOurs = (name: string): boolean =>
  name === 'subnetkit' || name === 'create-subnet' || name.startsWith('@subnetkit/')

function refuseLinked(folder: string, ours: readonly Dependency[]): void {
  const one = ours.find(({ range }) => linked.test(range))
  if (one === undefined) return
  const detail = `${one.name} comes from ${one.range}, which is no version of a registry`
  throw unprepared(
    folder,
    detail,
    `Depend on a published version of ${one.name} first, or upgrade that place.`,
  )
}

const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
})

/** The lock of npm goes with the sources, what is installed does not: git restores the one and not the other. */
async function writtenFor(folder: string, range: string, installed: string): Promise<string> {
  const text = await readFile(join(folder, 'package-lock.json'), 'utf8').catch(() => '')
  const version = lockedIn(text) ?? installed
  return fitsRange(version, range) ? version : older(version, leastOf(range) ?? version)
}

/** Null for a lock that another package manager wrote, or none. */
function lockedIn(text: string): string | null {
  try {
    return lockSchema.parse(JSON.parse(text)).packages['node_modules/subnetkit']?.version ?? null
  } catch {
    return null
  }
}

async function installedVersion(project: string): Promise<string> {
  for (let at = project; ; at = dirname(at)) {
    const file = join(at, 'node_modules/subnetkit/package.json')
    if (existsSync(file)) return (await readJsonFile(file, installedSchema)).version
    if (dirname(at) === at)
      throw unprepared(
        project,
        'subnetkit is not installed',
        'Install the dependencies first, such as with npm ci.',
      )
  }
}

export const unprepared = (place: string, detail: string, fix: string) =>
  cliError('UPGRADE_UNPREPARED', { place, detail, fix })
