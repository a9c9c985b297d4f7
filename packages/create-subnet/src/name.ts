import { builtinModules } from 'node:module'
import { basename, normalize } from 'node:path'
import { createError } from './errors.js'

const longest = 32

/** Names that folders, npm or the project itself have taken. */
const reserved = new Map([
  ...['node_modules', 'favicon.ico'].map((name) => [name, 'npm reserves it'] as const),
  ...builtinModules.map((name) => [name, 'it is a module of Node.js'] as const),
  ...['subnetkit', 'zod', 'vitest', 'tsx', 'typescript', 'pg'].map(
    (name) => [name, 'the project depends on a package of that name'] as const,
  ),
  ...['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n'].map(
    (name) => [name, 'YAML reads it as a value, not as a name'] as const,
  ),
  ...['con', 'prn', 'aux', 'nul', ...numbered('com'), ...numbered('lpt')].map(
    (name) => [name, 'Windows reserves it for a device'] as const,
  ),
])

function numbered(device: string): string[] {
  return Array.from({ length: 10 }, (_, index) => `${device}${index}`)
}

/** Place and names of a new project. */
export interface Place {
  /** Name of the subnet and its folder. */
  readonly name: string
  /** The same, after its scope if one is given. */
  readonly packageName: string
  /** Path of the folder, from the working folder. */
  readonly folder: string
}

/**
 * Reads a name, a path or a package name with a scope: `.` has the name of the working folder, and the folder of `@acme/x` is `x`.
 * Throws NAME_INVALID.
 */
export function placeOf(target: string, cwd: string): Place {
  const scoped = scopedName.exec(target)?.[2]
  const name = scoped ?? basename(isHere(target) ? cwd : target)
  const refused = refusalOf(scoped === undefined ? name : target)
  if (refused !== null)
    throw createError('NAME_INVALID', { name: scoped ? target : name || target, ...refused })
  return { name, packageName: scoped === undefined ? name : target, folder: scoped ?? target }
}

const scopedName = /^(@[^\\/]*)\/([^\\/]*)$/

interface Refusal {
  readonly detail: string
  readonly fix: string
}

/** Reason why a name is refused, with or without a scope, and what to do; null for one that is not. */
export function refusalOf(name: string): Refusal | null {
  const [, scope, scoped] = scopedName.exec(name) ?? []
  if (scope === undefined || scoped === undefined) return refusal(name)
  const refused = refusal(scoped)
  if (refused !== null || /^@[a-z0-9][a-z0-9._-]*$/.test(scope)) return refused
  const fix = `Use a-z, 0-9 and -, such as @${suggestion(scope.slice(1))}/${scoped}.`
  return { detail: `${scope} is not a scope of npm`, fix }
}

/** True for the working folder itself. */
const isHere = (target: string): boolean => target !== '' && normalize(target).replace(/[\\/]$/, '') === '.'

function refusal(name: string): Refusal | null {
  if (name === '') return { detail: 'it is empty', fix: 'Choose a name, such as my-subnet.' }
  if (name === '.' || name === '..') {
    return {
      detail: 'it names a folder that exists',
      fix: 'Choose the name of a new folder, such as my-subnet.',
    }
  }
  const taken = reserved.get(name.toLowerCase())
  if (taken !== undefined)
    return { detail: taken, fix: `Choose another, such as ${suggestion(`my-${name}`)}.` }
  if (name.length > longest) {
    return { detail: `it has ${name.length} characters, more than ${longest}`, fix: 'Choose a shorter one.' }
  }
  if (/^[a-z][a-z0-9-]*$/.test(name) && !name.endsWith('-')) return null
  const fix = `Use a-z, 0-9 and -, a letter first, such as ${suggestion(name)}.`
  return { detail: problemOf(name), fix }
}

function problemOf(name: string): string {
  if (/\s/.test(name)) return 'it has white space'
  if (/[A-Z]/.test(name)) return 'it has capital letters'
  if (/[^\x20-\x7e]/.test(name)) return 'it has characters beyond ASCII'
  if (/^[^a-z]/.test(name)) return 'it does not begin with a letter'
  if (name.endsWith('-')) return 'it ends with -'
  return `it has the character ${/[^a-z0-9-]/.exec(name)?.[0] ?? ''}`
}

/** The nearest name that is allowed. */
function suggestion(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, longest)
  return plain === '' || reserved.has(plain) ? 'my-subnet' : plain
}
