import type { GenesisContext } from '../runtime/context.js'
import { mint } from '../runtime/currency.js'
import { devPublicKey } from '../shield/dev-key.js'
import { subnetAccount } from './accounts.js'
import { creditStake } from './holdings.js'
import { appendNeuron } from './neurons.js'
import type { Writing } from './reading.js'
import { root } from './subnets.js'
import { symbolOf } from './symbols.js'

/** Account without a key: owner and first neuron of the first subnet, so that only sudo can administer it. */
const nobody = `0x${'00'.repeat(32)}`
const firstSubnet = 1
const tempo = 100

/** Owner of the root network in fast builds, together with //Alice: //Alice_hk. */
const rootHotkey = '0x506c5a28f51e841b4df26ace64a23d69057fefda24bc9a53cb74197f901e7128'

/** The local genesis of the chain: root, and one subnet that is not started. */
export function subtensorGenesis({ state, sudo, isFastBuild }: GenesisContext): void {
  createRoot({ state, block: 0 }, isFastBuild ? [sudo, rootHotkey] : [nobody, nobody])
  createFirstSubnet({ state, block: 0 })
  state.SubtensorModule.TotalNetworks.set(2)
  state.MevShield.CurrentKey.set(devPublicKey)
  state.MevShield.NextKey.set(devPublicKey)
}

function createRoot(
  { state: { SubtensorModule: subtensor } }: Writing,
  [coldkey, hotkey]: readonly [string, string],
): void {
  subtensor.NetworksAdded.set(root, true)
  subtensor.SubnetOwner.set(root, coldkey)
  subtensor.SubnetOwnerHotkey.set(root, hotkey)
  subtensor.MinAllowedWeights.set(root, 0)
  subtensor.NetworkRegistrationAllowed.set(root, true)
  subtensor.TargetRegistrationsPerInterval.set(root, 1)
  subtensor.TokenSymbol.set(root, symbolOf(root))
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
  subtensor.MaxAllowedUids.set(firstSubnet, 256)
  subtensor.MaxAllowedValidators.set(firstSubnet, 64)
  subtensor.MinAllowedWeights.set(firstSubnet, 0)
  subtensor.NetworkRegistrationAllowed.set(firstSubnet, true)
  subtensor.TokenSymbol.set(firstSubnet, symbolOf(firstSubnet))
  subtensor.SubnetLocked.set(firstSubnet, 1n)
  subtensor.LargestLocked.set(firstSubnet, 1n)
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
