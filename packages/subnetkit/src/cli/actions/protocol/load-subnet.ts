import { createRequire } from 'node:module'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { closestName, reasonOf } from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import { z } from 'zod'
import { readJsonFile, readSmallFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'

/** A subnet of which nothing but its fields is known. */
export type LoadedSubnet = Subnet<Protocol, never>

/**
 * Loads the subnet that a module exports. Throws FILE_INVALID for a file that cannot be read, MODULE_UNLOADABLE for one that
 * fails as it is loaded, SUBNET_NOT_EXPORTED and SUBNET_AMBIGUOUS.
 */
export async function loadSubnet(path: string, wanted: string | undefined): Promise<LoadedSubnet> {
  await readSmallFile(path)
  return pickSubnet(path, await importModule(path), wanted)
}

type Exports = Readonly<Record<string, unknown>>

function pickSubnet(path: string, exported: Exports, wanted: string | undefined): LoadedSubnet {
  const subnets = Object.entries(exported).filter(([, value]) => isSubnet(value))
  if (wanted !== undefined) {
    const value = exported[wanted]
    if (isSubnet(value)) return value
    throw cliError('SUBNET_NOT_EXPORTED', {
      path,
      detail: wanted in exported ? `its export ${wanted} is not a subnet` : `it has no export ${wanted}`,
      fix: otherExport(
        wanted,
        subnets.map(([name]) => name),
      ),
    })
  }
  // A module may export one subnet under two names, such as default.
  const distinct = [...new Set(subnets.map(([, value]) => value))]
  if (distinct.length > 1) {
    const names = subnets.map(([name]) => name)
    throw cliError('SUBNET_AMBIGUOUS', { path, names: names.join(', '), first: names[0] as string })
  }
  const [subnet] = distinct
  if (isSubnet(subnet)) return subnet
  const names = Object.keys(exported)
  throw cliError('SUBNET_NOT_EXPORTED', {
    path,
    detail:
      names.length === 0 ? 'it exports nothing' : `none of its exports (${names.join(', ')}) is a subnet`,
    fix: 'Export the result of defineSubnet, such as: export default defineSubnet({ … }).',
  })
}

function otherExport(wanted: string, subnets: readonly string[]): string {
  const meant = closestName(wanted, subnets)
  if (meant !== null) return `Pass --export ${meant}, if that is meant.`
  if (subnets.length > 0) return `Pass --export with one of its subnets: ${subnets.join(', ')}.`
  return `Export the result of defineSubnet as ${wanted}.`
}

function isSubnet(value: unknown): value is LoadedSubnet {
  if (!isObject(value)) return false
  const { name, version, protocol, tasks, rubric } = value
  return (
    typeof name === 'string' &&
    (typeof version === 'number' || typeof version === 'bigint') &&
    isObject(tasks) &&
    isObject(rubric) &&
    isObject(protocol) &&
    Object.values(protocol).every((synapse) => isObject(synapse) && isObject(synapse.input))
  )
}

const isObject = (value: unknown): value is Exports => typeof value === 'object' && value !== null

async function importModule(path: string): Promise<Exports> {
  const file = resolve(path)
  const restore = await understandTypescript(file)
  try {
    return (await import(pathToFileURL(file).href)) as Exports
  } catch (error) {
    throw unloadable(path, error)
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

function unloadable(path: string, error: unknown) {
  const { code } = Object(error) as { code?: unknown }
  const isUnknown = code === 'ERR_UNKNOWN_FILE_EXTENSION'
  return cliError(
    'MODULE_UNLOADABLE',
    {
      path,
      detail: isUnknown ? 'this Node.js does not read TypeScript' : reasonOf(error),
      fix: fixOf(code),
    },
    { cause: error },
  )
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
