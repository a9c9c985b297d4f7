import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type ChainClient,
  createWeightsOutbox,
  isSettled,
  type OutboxStore,
  openOutboxFile,
  readOutboxFile,
  type WeightsOutbox,
} from '@subnetkit/chain'
import { addressOnly } from '../../context/address-only.js'
import type { Context } from '../../context/context.js'
import type { WeightsPlace } from './subject.js'

/** Where the decisions of a hotkey for a mechanism are kept: a file of its own, so that two hotkeys never wait. */
export function outboxPath(
  { settings }: Context,
  hotkey: string,
  { netuid, mechanism }: WeightsPlace,
): string {
  return join(settings.stateDir, 'weights', `${hotkey}-${netuid}-${mechanism}.json`)
}

/** Opens the outbox to send from it; the hotkey is unlocked. Held until the command ends. Throws OUTBOX_BUSY. */
export async function openOutbox(
  context: Context,
  client: ChainClient,
  place: WeightsPlace,
): Promise<WeightsOutbox> {
  const signer = await context.keys.hotkey()
  const path = outboxPath(context, signer.address, place)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const store = await openOutboxFile(path)
  context.closeAtEnd(() => store[Symbol.asyncDispose]())
  return createWeightsOutbox({ client, signer, ...place, store })
}

/** Opens it to look only: no key, no lock, so that it also works while another process sends. */
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
      const entries = readOutboxFile(path).filter((entry) => !open || !isSettled(entry))
      return entries.slice(-limit)
    },
  }
}
