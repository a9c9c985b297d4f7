import type { Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import type { DevnetSettings, StartDevnetOptions } from './options.js'

/** Holds a million TAO and the sudo key of every devnet; here it owns the subnet and funds the other coldkeys. */
const ownerUri = '//Alice'
/** Stake of each validator, in rao. */
const stake = 100_000_000_000n
/** Transfer to the coldkey of each neuron, in rao: covers the stake and the burn of a registration. */
const funds = 2n * stake
/** Epochs to skip: the first one grants permits, and by the last every rate limit has passed. */
const epochsAhead = 3

/** Registered hotkey. */
interface BuiltNeuron {
  /** Secret URI of the hotkey. */
  readonly uri: string
  readonly uid: number
}

/** Secret URI of the hotkey of the subnet's owner. */
export const ownerHotkey = '//owner'

/** A subnet with its neurons. */
interface BuiltSubnet {
  readonly netuid: number
  readonly miners: readonly BuiltNeuron[]
  readonly validators: readonly BuiltNeuron[]
}

/**
 * Registers and starts a subnet, gives it the hyperparameters of its definition, registers its neurons, lets the
 * validators stake, and jumps ahead to where they hold permits. Every neuron has a coldkey of its own: the chain burns
 * the incentive of hotkeys that belong to the owner of the subnet.
 */
export async function buildSubnet(
  devnet: Devnet,
  subnet: NonNullable<StartDevnetOptions['subnet']>,
  { miners: minerCount, validators: validatorCount, tempo }: DevnetSettings,
): Promise<BuiltSubnet> {
  const miners = names('miner', minerCount)
  const validators = names('validator', validatorCount)
  const owner = signedBy(devnet, ownerUri)

  const { events } = owner('SubtensorModule', 'register_network', { hotkey: addressOf(ownerHotkey) })
  const added = events.find(({ event }) => event === 'NetworkAdded')?.data as readonly unknown[] | undefined
  const netuid = Number(Object.values(added ?? {})[0])
  await setHyperparameters(devnet, netuid, subnet)
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], tempo)
  devnet.setStorage('SubtensorModule', 'SubnetEmissionEnabled', [netuid], true)
  owner('SubtensorModule', 'start_call', { netuid })
  const neurons = [...validators, ...miners]
  for (const uri of neurons) {
    const dest = { type: 'Id', value: addressOf(coldkeyOf(uri)) } as const
    devnet.impersonate(addressOf(ownerUri)).submit('Balances', 'transfer_keep_alive', { dest, value: funds })
  }
  devnet.mine()
  for (const uri of neurons) {
    const args = { netuid, hotkey: addressOf(uri) }
    signedBy(devnet, coldkeyOf(uri))('SubtensorModule', 'burned_register', args)
  }
  for (const uri of validators) {
    const args = { hotkey: addressOf(uri), netuid, amount_staked: stake }
    signedBy(devnet, coldkeyOf(uri))('SubtensorModule', 'add_stake', args)
  }
  for (let epoch = 0; epoch < epochsAhead; epoch++) devnet.mineUntilEpoch(netuid)
  const built = (uri: string) => ({ uri, uid: uidOf(devnet, netuid, uri) })
  return { netuid, miners: miners.map(built), validators: validators.map(built) }
}

/** Executes calls signed by the key of a secret URI; throws when the chain refuses one. */
function signedBy(devnet: Devnet, uri: string) {
  const signer = devnet.impersonate(addressOf(uri))
  const execute: typeof signer.execute = (pallet, call, args) => {
    const outcome = signer.execute(pallet, call, args)
    if (outcome.error !== null) throw new Error(`the devnet refused ${pallet}.${call}: ${outcome.error}`)
    return outcome
  }
  return execute
}

/** Through the chain client, so that a definition that mainnet would refuse is refused here as well. */
async function setHyperparameters(
  devnet: Devnet,
  netuid: number,
  { hyperparameters: { tempo: _, ...hyperparameters } }: NonNullable<StartDevnetOptions['subnet']>,
): Promise<void> {
  if (Object.keys(hyperparameters).length === 0) return
  const { applyHyperparameters, connectChain } = await import('@subnetkit/chain')
  await using chain = await connectChain({ provider: devnet.provider })
  // Faster than the chain's clock, which nothing depends on yet.
  const mining = setInterval(() => devnet.mine(), 5)
  try {
    await applyHyperparameters(chain, createKeypair(ownerUri), { netuid, wanted: hyperparameters })
  } finally {
    clearInterval(mining)
  }
}

function names(role: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `//${role}-${index + 1}`)
}

function uidOf(devnet: Devnet, netuid: number, uri: string): number {
  const account = `0x${Buffer.from(createKeypair(uri).publicKey).toString('hex')}`
  const uid = devnet.state.SubtensorModule.Uids.get(netuid, account)
  if (uid === undefined) throw new Error(`the devnet has not registered ${uri}`)
  return uid
}

const addressOf = (uri: string) => createKeypair(uri).address
/** Secret URI of the coldkey that owns the hotkey of a neuron. */
const coldkeyOf = (hotkeyUri: string) => `${hotkeyUri}//coldkey`
