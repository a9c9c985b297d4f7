import { type ChainClient, readMetagraph, readWeightRow } from '@subnetkit/chain'
import { devnetChain } from '../../../neuron/devnet-chain.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { checkNeuron, openChain } from '../../run/open-chain.js'
import { openHotkey } from '../../run/open-hotkey.js'
import { type DevChain, type NeuronShares, shareIn } from './dev-chain.js'
import type { DevHotkey } from './role/messages.js'

export interface NetworkChoice {
  readonly netuid: number
  /** Number of mechanisms of the definition. */
  readonly mechanisms: number
  /** Hotkey of a miner in the same wallet. @default no miner */
  readonly minerHotkey: string | undefined
}

/**
 * Connects to a subnet that exists, to validate it with the wallet that the options name. Asks first unless it is a devnet:
 * what is set there is paid. Throws USAGE, NOT_CONFIRMED, and the errors of the wallet and the chain.
 */
export async function connectNetworkChain(context: Context, choice: NetworkChoice): Promise<DevChain> {
  const { netuid, mechanisms, minerHotkey } = choice
  const { wallet, network, signerSocket } = context.settings
  if (signerSocket !== undefined) {
    throw cliError('USAGE', {
      detail: 'a signer is given, which subnet dev does not use',
      fix: 'Leave out --signer-socket, or run subnet validator with it.',
    })
  }
  const { address } = await openHotkey(context, 'validator')
  const client = await openChain(context)
  await checkNeuron(context, client, { netuid, hotkey: address })
  const chain = client.api.runtimeChain.toString()
  if (chain !== devnetChain) {
    const question = `Set weights on subnet ${netuid} of ${chain} with code that reloads whenever you save it?`
    await confirmOrRefuse(context, question)
  }
  const minerAddress =
    minerHotkey === undefined ? null : await minerOf(context, client, { netuid, minerHotkey })
  const hotkeyOf = (hotkey: string): DevHotkey => ({ name: wallet.name, hotkey, path: wallet.path })
  return {
    ...{ network, netuid, mechanisms, roundBlocks: undefined, weightsEveryBlocks: undefined },
    miners: minerHotkey === undefined ? [] : [hotkeyOf(minerHotkey)],
    validators: [hotkeyOf(wallet.hotkey)],
    async read() {
      const { block, neurons } = await readMetagraph(client, { netuid })
      const numbers = Array.from({ length: mechanisms }, (_, mechanism) => mechanism)
      const shares = await Promise.all(
        numbers.map((mechanism) => readShares(client, { netuid, mechanism, validator: address })),
      )
      return {
        ...{ block, epoch: null },
        neurons: neurons.map(({ uid, hotkey, emission }) => ({
          ...{ uid, hotkey, emission },
          shares: shares.map((of) => of(uid)),
        })),
      }
    },
    isPaid: ({ neurons }) =>
      neurons.some(
        ({ hotkey, shares }) => hotkey === minerAddress && shares.some(({ incentive }) => incentive > 0),
      ),
    hasten() {}, // this chain's time is not ours
    // The command closes its connection.
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Reads what neurons have in a mechanism: the weight that a validator gives, and the share of the incentive. */
async function readShares(
  client: ChainClient,
  {
    validator,
    ...place
  }: { readonly netuid: number; readonly mechanism: number; readonly validator: string },
): Promise<(uid: number) => NeuronShares> {
  const { neurons } = await readMetagraph(client, place)
  const own = neurons.find(({ hotkey }) => hotkey === validator)
  const row = own === undefined ? [] : await readWeightRow(client, { ...place, uid: own.uid })
  const total = neurons.reduce((sum, { incentive }) => sum + incentive, 0)
  return (uid) => ({
    weight: shareIn(row, uid),
    incentive: (neurons.find((one) => one.uid === uid)?.incentive ?? 0) / (total || 1),
  })
}

/** Address of the miner's hotkey, which has to be registered and another one than the validator's. */
async function minerOf(
  context: Context,
  client: ChainClient,
  { netuid, minerHotkey }: { readonly netuid: number; readonly minerHotkey: string },
): Promise<string> {
  const { wallet } = context.settings
  if (minerHotkey === wallet.hotkey) {
    throw cliError('USAGE', {
      detail: `${minerHotkey} is the hotkey of the validator as well`,
      fix: 'Pass two hotkeys of the wallet: one with --hotkey, and another one with --miner-hotkey.',
    })
  }
  const { loadHotkey } = await import('@subnetkit/wallet')
  const { address } = await loadHotkey({ ...wallet, hotkey: minerHotkey })
  await checkNeuron(context, client, { netuid, hotkey: address })
  return address
}
