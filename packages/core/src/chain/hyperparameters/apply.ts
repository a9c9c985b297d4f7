import type { Hyperparameters } from '../../subnet/hyperparameters.js'
import type { Keypair } from '../../wallet/keypair.js'
import type { ChainClient } from '../client.js'
import { readStorage, toNumber } from '../internal/runtime.js'
import { submit } from '../submit.js'

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
