import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AnnouncedValidator, Store } from '@subnetkit/core/validator'
import { stateHome } from '../../neuron/state-home.js'
import type { Context } from '../context/context.js'
import { cliError } from '../errors.js'

/** Store of a validator, open for reading. */
export interface OpenStore {
  readonly store: Store
  /** Its last announcement. */
  readonly validator: AnnouncedValidator
}

/**
 * Opens the store of the validator that the options name: PostgreSQL, or a copy of its folder, also while it runs. The copy is removed at
 * the end. Throws FILE_INVALID where there is none, and USAGE where several are meant.
 */
export async function openValidatorStore(context: Context, directory?: string): Promise<OpenStore> {
  const { config } = context.configured
  const hotkey = await context.keys.hotkeyAddress()
  const { announcedValidators, openDatabase, openDatabaseCopy, openStore } = await import(
    '@subnetkit/core/validator'
  )
  const url = directory === undefined ? config.database?.url : undefined
  const database =
    url === undefined
      ? await openDatabaseCopy(directory ?? config.database?.directory ?? validatorFolder(context, hotkey))
      : await openDatabase({ url })
  context.closeAtEnd(() => database[Symbol.asyncDispose]())
  const { netuid, mechanism } = config.subnet ?? {}
  const known = (await announcedValidators(database, hotkey)).filter(
    (one) => (netuid === undefined || one.netuid === netuid) && one.mechanism === (mechanism ?? 0),
  )
  const [validator] = known.toSorted((left, right) => right.seenAt - left.seenAt)
  if (validator === undefined) {
    const detail = `it has no validator ${hotkey}${netuid === undefined ? '' : ` of subnet ${netuid}`}`
    throw noStore(database.place, detail)
  }
  if (known.some((one) => one.netuid !== validator.netuid)) {
    const netuids = [...new Set(known.map((one) => one.netuid))].join(', ')
    throw cliError('USAGE', {
      detail: `${hotkey} validates several subnets: ${netuids}`,
      fix: 'Choose one with --netuid.',
    })
  }
  const { genesisHash, netuid: of, mechanism: number } = validator
  const store = await openStore({ database, genesisHash, netuid: of, mechanism: number, validator: hotkey })
  return { store, validator }
}

/** The folder in which a validator keeps its state by default, named after chain, subnet, mechanism and hotkey. */
export function validatorFolder({ configured: { config }, io }: Context, hotkey: string): string {
  const home = join(stateHome(io.env), 'validators')
  const { netuid, mechanism } = config.subnet ?? {}
  const pattern = new RegExp(`^[0-9a-f]{8}-${netuid ?? '\\d+'}-\\d+-${hotkey}$`)
  const names = existsSync(home) ? readdirSync(home).filter((name) => pattern.test(name)) : []
  const ofMechanism = names.filter(
    (name) => mechanism === undefined || name.split('-')[2] === String(mechanism),
  )
  const found = ofMechanism.length > 0 ? ofMechanism : names
  if (found.length === 1) return join(home, found[0]!)
  if (found.length === 0) throw noStore(home, `it has no folder of a validator ${hotkey}`)
  throw cliError('USAGE', {
    detail: `several folders in ${home} may be meant: ${found.join(', ')}`,
    fix: `Name one with --directory, such as --directory ${join(home, found[0]!)}.`,
  })
}

function noStore(path: string, detail: string) {
  const fix =
    'Name the hotkey of the validator with -w and -H, and its store with --directory or --database-url, as it runs with them.'
  return cliError('FILE_INVALID', { path, detail, fix })
}
