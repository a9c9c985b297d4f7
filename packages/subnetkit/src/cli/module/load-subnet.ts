import { closestName } from '@subnetkit/base'
import type { Protocol, Subnet } from '@subnetkit/core'
import { cliError } from '../errors.js'
import { type Exports, importModule, isObject } from './import-module.js'
import { locateModule } from './locate-module.js'

/** A subnet of which nothing but its fields is known. */
export type LoadedSubnet = Subnet<Protocol, never>

/**
 * Loads the subnet that a module exports: a file, or a package by its name. Throws FILE_INVALID for a file that cannot be
 * read, MODULE_UNLOADABLE for a module that fails as it is loaded, MODULE_NOT_FOUND, SUBNET_NOT_EXPORTED and SUBNET_AMBIGUOUS.
 */
export async function loadSubnet(module: string, wanted: string | undefined): Promise<LoadedSubnet> {
  const { subnet } = await loadSubnetModule(module, wanted)
  return subnet
}

/** Same, with everything that the module exports. */
export async function loadSubnetModule(
  module: string,
  wanted: string | undefined,
): Promise<{ readonly subnet: LoadedSubnet; readonly exported: Exports }> {
  const exported = await importModule(module, await locateModule(module))
  return { subnet: pickSubnet(module, exported, wanted), exported }
}

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
      names.length === 0 ? 'it exports nothing' : `none of its exports (${shortened(names)}) is a subnet`,
    fix: 'Export the result of defineSubnet, such as: export default defineSubnet({ … }).',
  })
}

/** Names in a list that stays readable. */
const mostNames = 8

function shortened(names: readonly string[]): string {
  const more = names.length - mostNames
  return more > 0 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ')
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
