import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { readJsonFile } from '../config/json-file.js'
import { cliError } from '../errors.js'

export type Exports = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Exports => typeof value === 'object' && value !== null

/** Imports a file, TypeScript as well; `name` is how the user named it. Throws MODULE_UNLOADABLE. */
export async function importModule(name: string, file: string): Promise<Exports> {
  const restore = await understandTypescript(file)
  try {
    return (await import(pathToFileURL(file).href)) as Exports
  } catch (error) {
    throw unloadable(name, file, error)
  } finally {
    restore()
  }
}

const typescript = new Set(['.ts', '.mts', '.cts', '.tsx'])

/** Node's own stripping of types does not find `./x.js` that is `./x.ts`: the project's tsx comes first. */
async function understandTypescript(file: string): Promise<() => void> {
  const entry = typescript.has(extname(file)) ? await findTsx(file) : null
  if (entry === null) return () => undefined
  const { register } = (await import(entry)) as { register: () => () => void }
  return register()
}

const tsxManifest = z.looseObject({
  exports: z.looseObject({ './esm/api': z.looseObject({ import: z.looseObject({ default: z.string() }) }) }),
})

/** URL of tsx's module for programs; null if the project of the file has none. Its twin for `require` does not start. */
async function findTsx(file: string): Promise<string | null> {
  let manifest: string
  try {
    manifest = createRequire(file).resolve('tsx/package.json')
  } catch {
    return null
  }
  const { exports } = await readJsonFile(manifest, tsxManifest)
  return new URL(exports['./esm/api'].import.default, pathToFileURL(manifest)).href
}

function unloadable(path: string, file: string, error: unknown) {
  const { code } = Object(error) as { code?: unknown }
  const isUnknown = code === 'ERR_UNKNOWN_FILE_EXTENSION'
  return cliError(
    'MODULE_UNLOADABLE',
    {
      path,
      detail: isUnknown ? 'this Node.js does not read TypeScript' : placedReason(error, file),
      // Such as a value of the module that defineSubnet refuses.
      fix: isSubnetError(error) ? error.fix : fixOf(code),
    },
    { cause: error },
  )
}

/** The error with the file and line that it is about, where neither its message nor its stack has them. */
export function placedReason(error: unknown, file: string): string {
  const reason = reasonOf(error)
  if (!(error instanceof SyntaxError)) return reason
  const [first = ''] = (error.stack ?? '').split('\n')
  const place = /^(?:file:\/\/)?\S+:\d+$/.test(first) ? first : syntaxErrorOf(file)
  return place === null ? reason : `${reason}, at ${place}`
}

/** Place at which Node.js finds the syntax error of a file; null for what it does not say, as in one that the file imports. */
function syntaxErrorOf(file: string): string | null {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: 10_000 })
  return /^\S*:\d+$/m.exec(stderr ?? '')?.[0] ?? null
}

function fixOf(code: unknown): string {
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return 'Install tsx in the project (npm install --save-dev tsx), or name the compiled JavaScript.'
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return 'Install tsx in the project (npm install --save-dev tsx): Node.js itself only strips types.'
  if (code === 'ERR_MODULE_NOT_FOUND')
    return 'Install what the module imports. For imports such as ./other.js of a TypeScript file, install tsx.'
  return 'Fix the error in the module: it has to load without arguments, network or keys.'
}
