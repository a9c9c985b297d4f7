import { existsSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import type { Protocol } from '@subnetkit/core'
import type { Handlers } from '@subnetkit/transport'
import { cliError } from '../errors.js'
import { type Exports, importModule, isObject } from './import-module.js'
import type { LoadedSubnet } from './load-subnet.js'
import { findInPackage, isPackageName, locateModule } from './locate-module.js'

/** Handlers of a miner, and the module that they come from. */
export interface LoadedHandlers {
  readonly module: string
  readonly handlers: Handlers<Protocol>
}

/** Exports in which the handlers of a miner are looked for. */
interface Places {
  /** The module of the subnet, as the user named it. */
  readonly module: string
  /** Its exports. */
  readonly exported: Exports
  /** The module that `--handlers` names. */
  readonly named: string | undefined
}

/**
 * Loads the handlers of a miner: from the module that `--handlers` names, else the export `handlers` of the subnet's module,
 * else the entry `/miner` of its package or the file `miner.ts` beside its file. In a module of their own they are the export `handlers`, or the default. Either is
 * the object of handlers, or a function that returns it or a promise of it. Throws HANDLERS_NOT_EXPORTED, MODULE_UNLOADABLE for
 * a function that fails, CONFIG_INVALID for handlers that do not fit the protocol, and the errors of locating a module.
 */
export async function loadHandlers(subnet: LoadedSubnet, places: Places): Promise<LoadedHandlers> {
  const { module, exported } = await findExport(places)
  const handlers = await made(module, exported)
  const { checkHandlers } = await import('@subnetkit/transport')
  checkHandlers(subnet, handlers, module)
  return { module, handlers: handlers as Handlers<Protocol> }
}

async function findExport({ module, exported, named }: Places) {
  if (named !== undefined) return ownModule(named, await locateModule(named))
  if (exported.handlers !== undefined) return { module, exported: exported.handlers }
  const own = await minerModuleOf(module)
  if (own !== null) return ownModule(own.name, own.file)
  throw cliError('HANDLERS_NOT_EXPORTED', {
    module,
    detail: 'it has no export handlers, and no miner module stands beside it',
    fix: 'Export an object with a function for each synapse as handlers, there or in miner.ts beside it, or name a module of their own with --handlers.',
  })
}

/** The module of the handlers of a package, or the file `miner` beside that of the subnet; null if there is none. */
async function minerModuleOf(module: string) {
  const beside = join(dirname(module), `miner${extname(module)}`)
  if (!isPackageName(module)) return existsSync(beside) ? { name: beside, file: resolve(beside) } : null
  const entry = `${module}/miner`
  const file = await findInPackage(entry)
  return file === null ? null : { name: entry, file }
}

async function ownModule(module: string, file: string) {
  const exports = await importModule(module, file)
  const exported = exports.handlers ?? exports.default
  if (exported !== undefined) return { module, exported }
  throw cliError('HANDLERS_NOT_EXPORTED', {
    module,
    detail: 'it has neither an export handlers nor a default export',
    fix: 'Export an object with a function for each synapse as handlers or as default.',
  })
}

/** Handlers that need something loaded, such as a model, come from a function. */
async function made(module: string, exported: unknown): Promise<unknown> {
  if (typeof exported !== 'function') return exported
  try {
    const handlers: unknown = await exported()
    if (isObject(handlers)) return handlers
  } catch (error) {
    // A model that is not installed names the line that installs it.
    const fix = isSubnetError(error)
      ? error.fix
      : 'Fix the error in the function: it is called without arguments and returns the handlers.'
    const detail = `the function that makes the handlers failed: ${reasonOf(error)}`
    throw cliError('MODULE_UNLOADABLE', { path: module, detail, fix }, { cause: error })
  }
  throw cliError('HANDLERS_NOT_EXPORTED', {
    module,
    detail: 'the function that it exports returned no object',
    fix: 'Return an object with a function for each synapse.',
  })
}
