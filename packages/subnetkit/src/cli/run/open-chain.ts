import type { ChainClient } from '@subnetkit/chain'
import { namedPlace } from '../config/settings.js'
import type { Context } from '../context/context.js'
import { failureOf } from '../output/failure.js'

/** Connects for something that runs and logs the events itself. Ctrl-C while it connects does not wait for it. */
export async function openChain(context: Context): Promise<ChainClient> {
  const { connectChain } = await import('@subnetkit/chain')
  const { network, deadlineMs } = context.settings
  const connecting = connectChain({ network, deadlineMs })
  context.closeAtEnd(() => connecting.then((connected) => connected.close()).catch(() => undefined))
  return connecting
}

/**
 * Refuses a subnet that does not exist, and a hotkey that is not registered on it: waiting helps neither. Throws SUBNET_UNKNOWN,
 * NOT_REGISTERED and COLDKEY_REFUSED.
 */
export async function checkNeuron(
  { settings }: Context,
  client: ChainClient,
  { netuid, hotkey }: { readonly netuid: number; readonly hotkey: string },
): Promise<void> {
  const { chainError, readMetagraph } = await import('@subnetkit/chain')
  const { neurons, burn } = await readMetagraph(client, { netuid })
  if (neurons.some((neuron) => neuron.hotkey === hotkey)) return
  const owned = neurons.filter((neuron) => neuron.coldkey === hotkey)
  if (owned.length === 0) {
    const { refuseOwner } = await import('../../neuron/refuse-owner.js')
    await refuseOwner(client, hotkey)
    const error = chainError('NOT_REGISTERED', { hotkey, netuid, burn })
    const { code, message, fix } = error
    const command = `subnet register --netuid ${netuid} ${namedPlace(settings)}`
    throw failureOf({ code, message, fix: `${fix} Run \`${command}\` where its coldkey is.` }, error.details)
  }
  const { walletError } = await import('@subnetkit/wallet')
  const [{ uid, hotkey: own } = { uid: 0, hotkey: '' }] = owned
  throw walletError('COLDKEY_REFUSED', {
    path: hotkey,
    detail: `it owns uid ${uid} of subnet ${netuid}, whose hotkey is ${own}`,
  })
}
