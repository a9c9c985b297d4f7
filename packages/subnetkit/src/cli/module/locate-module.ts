import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname, join, resolve } from 'node:path'
import { readSmallFile } from '../config/json-file.js'
import { cliError } from '../errors.js'
import { isObject } from './import-module.js'

/**
 * Returns the file of a module: of a path, or of a package installed for the working folder. Throws FILE_INVALID for a file
 * that cannot be read, and MODULE_NOT_FOUND for a package that is not installed or has no such entry.
 */
export async function locateModule(name: string): Promise<string> {
  if (!isPackageName(name) || (await isFile(name))) {
    await readSmallFile(name)
    return resolve(name)
  }
  const file = await findInPackage(name)
  if (file !== null) return file
  const { own, entry } = partsOf(name)
  throw cliError('MODULE_NOT_FOUND', {
    name,
    detail: entry === '.' ? 'no such file, and no such package' : `the package ${own} has no entry ${entry}`,
    fix: `Name a file, such as ./${name.split('/').at(-1)}.ts, or install the package first: npm install ${own}.`,
  })
}

/** Returns the file of an entry such as `./miner` of an installed package; null if there is no such package or entry. */
export async function findInPackage(name: string): Promise<string | null> {
  const require = createRequire(join(process.cwd(), 'module.js'))
  try {
    return require.resolve(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') return null
  }
  // `require` does not look at entries that are for `import` only.
  const { own, entry } = partsOf(name)
  for (const folder of require.resolve.paths(own) ?? []) {
    const manifest = join(folder, own, 'package.json')
    if (!(await isFile(manifest))) continue
    const { exports } = JSON.parse(await readSmallFile(manifest)) as { readonly exports?: unknown }
    const target = targetOf(exports, entry)
    return target === null ? null : join(folder, own, target)
  }
  return null
}

/** A name that Node.js would look for in `node_modules`. */
export const isPackageName = (name: string): boolean =>
  /^(@[a-z\d][\w.-]*\/)?[a-z\d][\w.-]*(\/[\w.-]+)*$/i.test(name) && !codeFiles.has(extname(name))

const codeFiles = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'])

function partsOf(name: string): { readonly own: string; readonly entry: string } {
  const [first = '', second = '', ...more] = name.split('/')
  const own = first.startsWith('@') ? `${first}/${second}` : first
  const rest = first.startsWith('@') ? more : [second, ...more].filter((part) => part !== '')
  return { own, entry: rest.length === 0 ? '.' : `./${rest.join('/')}` }
}

/** Conditions under which an entry is imported. */
const conditions = new Set(['import', 'node', 'default'])

/** Returns the file of an entry of the `exports` of a package.json; null if it has none. */
export function targetOf(exports: unknown, entry: string): string | null {
  if (typeof exports === 'string') return entry === '.' ? exports : null
  if (!isObject(exports)) return null
  const isMap = Object.keys(exports).some((key) => key.startsWith('.'))
  if (!isMap && entry !== '.') return null
  return fileOf(isMap ? exports[entry] : exports)
}

function fileOf(target: unknown): string | null {
  if (typeof target === 'string') return target
  if (!isObject(target)) return null
  for (const [condition, inner] of Object.entries(target)) {
    const file = conditions.has(condition) ? fileOf(inner) : null
    if (file !== null) return file
  }
  return null
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
