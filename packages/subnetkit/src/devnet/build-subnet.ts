import type { Devnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import type { DevnetSettings, StartDevnetOptions } from './options.js'

/** Holds a million TAO and the sudo key of every devnet; here it owns the subnet and pays for all neurons. */
const coldkeyUri = '//Alice'
/** Stake of each validator, in rao. */
const stake = 100_000_000_000n
/** Epochs to skip: the first one grants permits, and by the last every rate limit has passed. */
const epochsAhead = 3

/** A subnet with its neurons. */
interface BuiltSubnet {
  readonly netuid: number
  readonly miners: readonly string[]
  readonly validators: readonly string[]
}

/**
 * Registers and starts a subnet, gives it the hyperparameters of its definition, registers its neurons, lets the
 * validators stake, and jumps ahead to where they hold permits.
 */
export async function buildSubnet(
  devnet: Devnet,
  subnet: NonNullable<StartDevnetOptions['subnet']>,
  { miners: minerCount, validators: validatorCount, tempo }: DevnetSettings,
): Promise<BuiltSubnet> {
  const miners = names('miner', minerCount)
  const validators = names('validator', validatorCount)
  const coldkey = createKeypair(coldkeyUri)
  const asColdkey = devnet.impersonate(coldkey.address)
  const execute: typeof asColdkey.execute = (pallet, call, args) => {
    const outcome = asColdkey.execute(pallet, call, args)
    if (outcome.error !== null) throw new Error(`the devnet refused ${pallet}.${call}: ${outcome.error}`)
    return outcome
  }

  const { events } = execute('SubtensorModule', 'register_network', { hotkey: addressOf('//owner') })
  const added = events.find(({ event }) => event === 'NetworkAdded')?.data as readonly unknown[] | undefined
  const netuid = Number(Object.values(added ?? {})[0])
  await setHyperparameters(devnet, netuid, subnet)
  devnet.setStorage('SubtensorModule', 'Tempo', [netuid], tempo)
  devnet.setStorage('SubtensorModule', 'SubnetEmissionEnabled', [netuid], true)
  execute('SubtensorModule', 'start_call', { netuid })
  for (const uri of [...validators, ...miners]) {
    execute('SubtensorModule', 'burned_register', { netuid, hotkey: addressOf(uri) })
  }
  for (const uri of validators) {
    execute('SubtensorModule', 'add_stake', { hotkey: addressOf(uri), netuid, amount_staked: stake })
  }
  for (let epoch = 0; epoch < epochsAhead; epoch++) devnet.mineUntilEpoch(netuid)
  return { netuid, miners, validators }
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
    await applyHyperparameters(chain, createKeypair(coldkeyUri), { netuid, wanted: hyperparameters })
  } finally {
    clearInterval(mining)
  }
}

function names(role: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `//${role}-${index + 1}`)
}

const addressOf = (uri: string) => createKeypair(uri).address
