import type { Reading } from '../rules/reading.js'
import { subnetExists } from '../rules/subnets.js'
import { compact, type Of, option, struct, u16, u64, u128 } from '../schema/type.js'
import { account, i96f32 } from '../schema/types/common.js'
import { subnetIdentity } from '../schema/types/subtensor.js'
import { pendingAlpha, subnetName, text } from './subnet-text.js'

/** The economy of a subnet. */
export const dynamicInfo = struct(
  'pallet_subtensor::rpc_info::dynamic_info::DynamicInfo',
  {
    netuid: compact(u16),
    owner_hotkey: account,
    owner_coldkey: account,
    subnet_name: text,
    token_symbol: text,
    tempo: compact(u16),
    last_step: compact(u64),
    blocks_since_last_step: compact(u64),
    emission: compact(u64),
    alpha_in: compact(u64),
    alpha_out: compact(u64),
    tao_in: compact(u64),
    alpha_out_emission: compact(u64),
    alpha_in_emission: compact(u64),
    tao_in_emission: compact(u64),
    pending_alpha_emission: compact(u64),
    pending_root_emission: compact(u64),
    subnet_volume: compact(u128),
    network_registered_at: compact(u64),
    subnet_identity: option(subnetIdentity),
    moving_price: i96f32,
  },
  [{ name: 'AccountId', type: account }],
)

export function readDynamicInfo(ctx: Reading, netuid: number): Of<typeof dynamicInfo> | undefined {
  if (!subnetExists(ctx, netuid)) return undefined
  const { SubtensorModule: subtensor } = ctx.state
  const lastStep = subtensor.LastMechansimStepBlock.get(netuid)
  return {
    netuid,
    owner_hotkey: subtensor.SubnetOwnerHotkey.get(netuid),
    owner_coldkey: subtensor.SubnetOwner.get(netuid),
    subnet_name: [...subnetName(ctx, netuid)],
    token_symbol: [...subtensor.TokenSymbol.get(netuid)],
    tempo: subtensor.Tempo.get(netuid),
    last_step: lastStep,
    blocks_since_last_step: BigInt(ctx.block) - lastStep,
    emission: 0n,
    alpha_in: subtensor.SubnetAlphaIn.get(netuid),
    alpha_out: subtensor.SubnetAlphaOut.get(netuid),
    tao_in: subtensor.SubnetTAO.get(netuid),
    alpha_out_emission: subtensor.SubnetAlphaOutEmission.get(netuid),
    alpha_in_emission: subtensor.SubnetAlphaInEmission.get(netuid),
    tao_in_emission: subtensor.SubnetTaoInEmission.get(netuid),
    pending_alpha_emission: pendingAlpha(ctx, netuid),
    pending_root_emission: 0n,
    subnet_volume: subtensor.SubnetVolume.get(netuid),
    network_registered_at: subtensor.NetworkRegisteredAt.get(netuid),
    subnet_identity: subtensor.SubnetIdentitiesV3.get(netuid),
    moving_price: subtensor.SubnetMovingPrice.get(netuid),
  }
}
