import { SubnetError } from '../errors/subnet-error.js'
import type { Hyperparameters } from '../subnet/hyperparameters.js'
import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { readStorage, toBigInt, toNumber } from './internal/runtime.js'
import { readBalance, requireBalance } from './registration.js'
import { eventNumber, submit } from './submit.js'

/** What registering a subnet costs at this block, in rao: the lock cost, as the runtime computes it. */
export async function quoteSubnet(client: ChainClient): Promise<bigint> {
  const answer = await client.ask(
    'SubnetRegistrationRuntimeApi',
    client.api.rpc.state.call('SubnetRegistrationRuntimeApi_get_network_registration_cost', '0x'),
  )
  return toBigInt(client.api.createType('u64', answer.toU8a(true)))
}

/**
 * Registers a subnet and returns its netuid; the coldkey pays the lock cost and owns the subnet, the hotkey becomes
 * uid 0. Not idempotent: each call makes a subnet. Throws PRICE_ABOVE_CAP, BALANCE_TOO_LOW or CHAIN_REJECTED.
 */
export async function registerSubnet(
  client: ChainClient,
  coldkey: Keypair,
  parameters: {
    readonly hotkey: string
    /** Most that may be locked, in rao. */
    readonly maxLock: bigint
  },
): Promise<number> {
  const purpose = 'registering a subnet'
  const [price, balance] = await Promise.all([quoteSubnet(client), readBalance(client, coldkey.address)])
  if (price > parameters.maxLock) {
    throw new SubnetError('PRICE_ABOVE_CAP', { purpose, price, cap: parameters.maxLock })
  }
  requireBalance(coldkey.address, balance, price, purpose)
  const inclusion = await submit(client, coldkey, {
    pallet: 'SubtensorModule',
    call: 'register_network',
    args: [parameters.hotkey],
  })
  const netuid = eventNumber(inclusion, 'subtensorModule', 'NetworkAdded', 0)
  if (netuid === null) {
    throw new SubnetError('CHAIN_FEATURE_MISSING', {
      feature: 'event SubtensorModule.NetworkAdded',
      specVersion: client.api.runtimeVersion.specVersion.toNumber(),
    })
  }
  return netuid
}

/** Starts emissions of a subnet. Running it again changes nothing. */
export async function startSubnet(client: ChainClient, coldkey: Keypair, netuid: number): Promise<void> {
  const started = await readStorage(client, 'SubtensorModule', 'FirstEmissionBlockNumber', [netuid])
  if (!started.isEmpty) return
  await submit(client, coldkey, { pallet: 'SubtensorModule', call: 'start_call', args: [netuid] })
}

/** How each declared hyperparameter is read and written. */
const writers: {
  readonly [Name in keyof Hyperparameters]-?: { pallet: string; storage: string; call: string }
} = {
  tempo: { pallet: 'SubtensorModule', storage: 'Tempo', call: 'set_tempo' },
  immunityPeriod: { pallet: 'AdminUtils', storage: 'ImmunityPeriod', call: 'sudo_set_immunity_period' },
  commitReveal: {
    pallet: 'AdminUtils',
    storage: 'CommitRevealWeightsEnabled',
    call: 'sudo_set_commit_reveal_weights_enabled',
  },
  minAllowedWeights: {
    pallet: 'AdminUtils',
    storage: 'MinAllowedWeights',
    call: 'sudo_set_min_allowed_weights',
  },
  servingRateLimit: {
    pallet: 'AdminUtils',
    storage: 'ServingRateLimit',
    call: 'sudo_set_serving_rate_limit',
  },
}

/**
 * Sets the declared hyperparameters that differ from what the chain has, as the owner, and returns their names.
 * Running it again changes nothing.
 */
export async function applyHyperparameters(
  client: ChainClient,
  coldkey: Keypair,
  netuid: number,
  wanted: Hyperparameters,
): Promise<readonly string[]> {
  const changed: string[] = []
  for (const [name, value] of Object.entries(wanted)) {
    const { pallet, storage, call } = writers[name as keyof Hyperparameters]
    const stored = await readStorage(client, 'SubtensorModule', storage, [netuid])
    const current = typeof value === 'boolean' ? stored.toString() === 'true' : toNumber(stored)
    if (current === value) continue
    await submit(client, coldkey, { pallet, call, args: [netuid, value] })
    changed.push(name)
  }
  return changed
}
