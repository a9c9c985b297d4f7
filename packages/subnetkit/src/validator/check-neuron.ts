import { type ChainClient, chainError, readMetagraph } from '@subnetkit/chain'
import { refuseOwner } from '../neuron/refuse-owner.js'

/**
 * Refuses a subnet or a mechanism that does not exist, and a hotkey that is not registered: waiting helps neither. Throws
 * COLDKEY_REFUSED, NOT_REGISTERED and the errors of `readMetagraph`.
 */
export async function checkNeuron(
  chain: ChainClient,
  of: { readonly netuid: number; readonly mechanism: number; readonly hotkey: string },
) {
  const { netuid, mechanism, hotkey } = of
  const metagraph = await readMetagraph(chain, { netuid, mechanism })
  const { parameters, neurons, burn } = metagraph
  const neuron = neurons.find((one) => one.hotkey === hotkey)
  if (neuron === undefined) {
    await refuseOwner(chain, hotkey)
    throw chainError('NOT_REGISTERED', { hotkey, netuid, burn })
  }
  return { uid: neuron.uid, tempo: Math.max(1, parameters.tempo), metagraph }
}
