import type { Database, LeaseIdentity, StoredValidator } from '@subnetkit/core/validator'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { validatorFolder } from '../../run/open-store.js'

/** One mechanism of a validator in a store, and its identity there. */
export interface StoreLease {
  readonly mechanism: number
  readonly identity: LeaseIdentity
}

/** The validator that the options name, and its leases. */
export interface OpenLease {
  readonly validator: StoredValidator & { readonly mechanisms: readonly number[] }
  readonly leases: readonly StoreLease[]
  readonly place: string
}

/** Opens the store of a validator: to change it, or a copy of its folder to read it while a validator runs. */
export async function openLease(
  context: Context,
  { directory, reading }: { readonly directory: string | undefined; readonly reading: boolean },
): Promise<OpenLease> {
  const core = await import('@subnetkit/core/validator')
  const hotkey = await context.keys.hotkeyAddress()
  const { database: given, subnet } = context.configured.config
  const url = directory === undefined ? given?.url : undefined
  const folder = () => directory ?? given?.directory ?? validatorFolder(context, hotkey)
  let database: Database
  if (url !== undefined) database = await core.openDatabase({ url })
  else if (reading) database = await core.openDatabaseCopy(folder())
  else database = await core.openDatabase({ directory: folder() })
  context.closeAtEnd(() => database[Symbol.asyncDispose]())
  const found = (await core.storedValidators(database)).filter(
    (one) => one.hotkey === hotkey && (subnet?.netuid === undefined || one.netuid === subnet.netuid),
  )
  const [validator] = found
  if (validator === undefined || found.some((one) => one.netuid !== validator.netuid)) {
    throw cliError('USAGE', {
      detail:
        validator === undefined
          ? `${database.place} has no validator ${hotkey}${subnet?.netuid === undefined ? '' : ` of subnet ${subnet.netuid}`}`
          : `${hotkey} validates several subnets in ${database.place}`,
      fix: 'Name the hotkey with -w and -H, the subnet with --netuid, and the store with --directory or --database-url.',
    })
  }
  const leases = await Promise.all(
    validator.mechanisms.map(async (mechanism) => {
      const subject = { genesisHash: validator.genesis, netuid: validator.netuid, mechanism, hotkey }
      return { mechanism, identity: await core.openLeaseIdentity(database, subject) }
    }),
  )
  return { validator, leases, place: database.place }
}

/** Throws CHAIN_DIFFERS unless the chain is that of the store. */
export async function chainOf(context: Context, { genesis }: StoredValidator) {
  const { coreError } = await import('@subnetkit/core')
  const client = await context.chain()
  const { genesisHash } = client.status()
  if (genesisHash === genesis) return client
  throw coreError('CHAIN_DIFFERS', { expected: genesis.slice(0, 18), actual: genesisHash.slice(0, 18) })
}
