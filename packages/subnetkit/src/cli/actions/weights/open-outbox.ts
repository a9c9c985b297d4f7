import { dirname, join } from 'node:path'
import {
  type ChainClient,
  createOutbox,
  createWeightsChain,
  createWeightsOutbox,
  isSettled,
  type OutboxStore,
  openOutboxFile,
  readOutboxFile,
  type WeightsOutbox,
} from '@subnetkit/chain'
import { checkStateFolder, makeFolderOf } from '../../config/state-folder.js'
import { addressOnly } from '../../context/address-only.js'
import type { Context } from '../../context/context.js'
import type { WeightsPlace } from './subject.js'

/** File with the decisions of a hotkey for one mechanism; each has its own, so that two hotkeys never wait for each other. */
export function outboxPath(
  { settings }: Context,
  hotkey: string,
  { netuid, mechanism }: WeightsPlace,
): string {
  return join(settings.stateDir, 'weights', `${hotkey}-${netuid}-${mechanism}.json`)
}

/** Opens the outbox for sending, with the hotkey unlocked; held until the command ends. Throws OUTBOX_BUSY, STATE_DIR_UNUSABLE. Signs nothing while a validator holds the lease of the hotkey. */
export async function openOutbox(
  context: Context,
  client: ChainClient,
  place: WeightsPlace,
): Promise<WeightsOutbox> {
  const signer = await context.keys.hotkey()
  const path = outboxPath(context, signer.address, place)
  await makeFolderOf(path)
  const store = await openOutboxFile(path)
  context.closeAtEnd(() => store[Symbol.asyncDispose]())
  const { createLeasePort, refuseLeased } = await import('@subnetkit/core/validator')
  const weights = createWeightsChain(client, signer, place)
  const chain = refuseLeased(weights, createLeasePort(client, { ...place, hotkey: signer.address }))
  return createOutbox({ chain, store, clock: client.clock })
}

/** Opens it read-only: no key and no lock, so that it works while another process sends. */
export function viewOutbox(
  context: Context,
  client: ChainClient,
  hotkey: string,
  place: WeightsPlace,
): WeightsOutbox {
  const path = outboxPath(context, hotkey, place)
  return createWeightsOutbox({ client, signer: addressOnly(hotkey), ...place, store: viewOf(path) })
}

function viewOf(path: string): OutboxStore {
  const refuse = () => Promise.reject(new Error('this view of the outbox cannot be written to'))
  return {
    add: refuse,
    replace: refuse,
    entries: async ({ open = false, limit = 200 } = {}) => {
      await checkStateFolder(dirname(path))
      const entries = readOutboxFile(path).filter((entry) => !open || !isSettled(entry))
      return entries.slice(-limit)
    },
  }
}
