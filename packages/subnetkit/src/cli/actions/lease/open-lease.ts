import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, LeaseSubject, StoredValidator } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { validatorFolder } from '../../run/open-store.js'

/** The validator that the options name, in its store, and a lease for each mechanism. */
export interface OpenLease {
  readonly database: Database
  readonly validator: StoredValidator & { readonly mechanisms: readonly number[] }
  readonly subjects: readonly LeaseSubject[]
}

/**
 * Opens the store of a validator: to change it, or a copy of its folder to read it while a validator runs. Makes no folder, and no identity. Throws USAGE
 * where no such validator is.
 */
export async function openLease(
  context: Context,
  { directory, reading }: { readonly directory: string | undefined; readonly reading: boolean },
): Promise<OpenLease> {
  const core = await import('@subnetkit/core/validator')
  const hotkey = await context.keys.hotkeyAddress()
  const { database: given, subnet } = context.configured.config
  const url = directory === undefined ? given?.url : undefined
  const folder = () => directory ?? given?.directory ?? validatorFolder(context, hotkey)
  const database = url === undefined ? await openFolder(folder(), reading) : await core.openDatabase({ url })
  context.closeAtEnd(() => database[Symbol.asyncDispose]())
  const found = (await core.storedValidators(database)).filter(
    (one) => one.hotkey === hotkey && (subnet?.netuid === undefined || one.netuid === subnet.netuid),
  )
  const [validator] = found
  const of = `${hotkey}${subnet?.netuid === undefined ? '' : ` of subnet ${subnet.netuid}`}`
  if (validator === undefined) throw unclear(`${database.place} has no validator ${of}`)
  if (found.some((one) => one.netuid !== validator.netuid)) {
    throw unclear(`${hotkey} validates several subnets in ${database.place}`)
  }
  const { genesis: genesisHash, netuid } = validator
  const subjects = validator.mechanisms.map((mechanism) => ({ genesisHash, netuid, mechanism, hotkey }))
  return { database, validator, subjects }
}

async function openFolder(directory: string, reading: boolean): Promise<Database> {
  // Opening would make one.
  if (!existsSync(join(directory, 'postgres'))) throw unclear(`${directory} has no store`)
  const { openDatabase, openDatabaseCopy } = await import('@subnetkit/core/validator')
  return reading ? openDatabaseCopy(directory) : openDatabase({ directory })
}

const unclear = (detail: string) =>
  cliError('USAGE', {
    detail,
    fix: 'Name the hotkey with -w and -H, the subnet with --netuid, and the store with --directory or --database-url.',
  })

/** Throws CHAIN_DIFFERS unless the chain is that of the store. */
export async function chainOf(context: Context, { genesis }: StoredValidator) {
  const { coreError } = await import('@subnetkit/core')
  const client = await context.chain()
  const { genesisHash } = client.status()
  if (genesisHash === genesis) return client
  throw coreError('CHAIN_DIFFERS', { expected: genesis.slice(0, 18), actual: genesisHash.slice(0, 18) })
}
