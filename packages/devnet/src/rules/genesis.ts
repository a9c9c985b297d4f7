import type { GenesisContext } from '../runtime/context.js'
import { mint } from '../runtime/currency.js'
import { devPublicKey } from '../shield/dev-key.js'
import { subnetAccount } from './accounts.js'
import { creditStake } from './holdings.js'
import { appendNeuron } from './neurons.js'
import type { Writing } from './reading.js'
import { root } from './subnets.js'

/** Account without a key: owner and first neuron of the first subnet, so that only sudo can administer it. */
const nobody = `0x${'00'.repeat(32)}`
const firstSubnet = 1
const tempo = 100

/** The local genesis of the chain: root, and one subnet that is not started. */
export function subtensorGenesis({ state }: GenesisContext): void {
  createRoot({ state, block: 0 })
  createFirstSubnet({ state, block: 0 })
  state.SubtensorModule.TotalNetworks.set(2)
  state.MevShield.CurrentKey.set(devPublicKey)
  state.MevShield.NextKey.set(devPublicKey)
}

function createRoot({ state: { SubtensorModule: subtensor } }: Writing): void {
  subtensor.NetworksAdded.set(root, true)
  subtensor.Tempo.set(root, tempo)
  subtensor.MaxAllowedUids.set(root, 64)
  subtensor.MaxAllowedValidators.set(root, 64)
  subtensor.SubtokenEnabled.set(root, true)
}

function createFirstSubnet(ctx: Writing): void {
  const { SubtensorModule: subtensor } = ctx.state
  const pooled = 10_000_000_000n
  const stake = 1_000_000_000n
  subtensor.NetworksAdded.set(firstSubnet, true)
  subtensor.SubnetMechanism.set(firstSubnet, 1)
  subtensor.Tempo.set(firstSubnet, tempo)
  subtensor.MaxAllowedValidators.set(firstSubnet, 64)
  subtensor.SubnetTAO.set(firstSubnet, pooled)
  subtensor.SubnetAlphaIn.set(firstSubnet, pooled)
  subtensor.SubnetAlphaOut.set(firstSubnet, stake)
  subtensor.TotalStake.set(pooled)
  subtensor.Owner.set(nobody, nobody)
  subtensor.SubnetOwner.set(firstSubnet, nobody)
  subtensor.SubnetOwnerHotkey.set(firstSubnet, nobody)
  ctx.state.Swap.PalSwapInitialized.set(firstSubnet, true)
  appendNeuron(ctx, firstSubnet, nobody)
  creditStake(ctx, { hotkey: nobody, coldkey: nobody, netuid: firstSubnet }, stake)
  // block 0 has no events
  mint({ state: ctx.state, deposit: () => {} }, subnetAccount(firstSubnet), pooled)
}
