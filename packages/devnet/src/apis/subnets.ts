import type { Reading } from '../rules/reading.js'
import { subnetExists } from '../rules/subnets.js'
import { array, compact, type Of, option, struct, u16, u64, vec } from '../schema/type.js'
import { account } from '../schema/types/common.js'
import { subnetIdentity } from '../schema/types/subtensor.js'

const path = 'pallet_subtensor::rpc_info::subnet_info'
const params = [{ name: 'AccountId', type: account }]

const leading = {
  netuid: compact(u16),
  rho: compact(u16),
  kappa: compact(u16),
  difficulty: compact(u64),
  immunity_period: compact(u16),
  max_allowed_validators: compact(u16),
  min_allowed_weights: compact(u16),
  max_weights_limit: compact(u16),
  scaling_law_power: compact(u16),
  subnetwork_n: compact(u16),
  max_allowed_uids: compact(u16),
  blocks_since_last_step: compact(u64),
  tempo: compact(u16),
  network_modality: compact(u16),
  network_connect: vec(array(u16, 2)),
}

/** The oldest description of a subnet. */
export const subnetInfo = struct(
  `${path}::SubnetInfo`,
  { ...leading, emission_values: compact(u64), burn: compact(u64), owner: account },
  params,
)

/** The same with its identity; one field has lost its plural. */
export const subnetInfoV2 = struct(
  `${path}::SubnetInfov2`,
  {
    ...leading,
    emission_value: compact(u64),
    burn: compact(u64),
    owner: account,
    identity: option(subnetIdentity),
  },
  params,
)

export function readSubnetInfo(ctx: Reading, netuid: number): Of<typeof subnetInfo> | undefined {
  if (!subnetExists(ctx, netuid)) return undefined
  return { ...common(ctx, netuid), emission_values: 0n }
}

export function readSubnetInfoV2(ctx: Reading, netuid: number): Of<typeof subnetInfoV2> | undefined {
  if (!subnetExists(ctx, netuid)) return undefined
  const identity = ctx.state.SubtensorModule.SubnetIdentitiesV3.get(netuid)
  return { ...common(ctx, netuid), emission_value: 0n, identity }
}

function common(ctx: Reading, netuid: number) {
  const { SubtensorModule: subtensor } = ctx.state
  return {
    netuid,
    rho: subtensor.Rho.get(netuid),
    kappa: subtensor.Kappa.get(netuid),
    difficulty: subtensor.Difficulty.get(netuid),
    immunity_period: subtensor.ImmunityPeriod.get(netuid),
    max_allowed_validators: subtensor.MaxAllowedValidators.get(netuid),
    min_allowed_weights: subtensor.MinAllowedWeights.get(netuid),
    max_weights_limit: subtensor.MaxWeightsLimit.get(netuid),
    scaling_law_power: subtensor.ScalingLawPower.get(netuid),
    subnetwork_n: subtensor.SubnetworkN.get(netuid),
    max_allowed_uids: subtensor.MaxAllowedUids.get(netuid),
    blocks_since_last_step: subtensor.BlocksSinceLastStep.get(netuid),
    tempo: subtensor.Tempo.get(netuid),
    // Both went out of use with the first subnets.
    network_modality: 0,
    network_connect: [],
    burn: subtensor.Burn.get(netuid),
    owner: subtensor.SubnetOwner.get(netuid),
  }
}
