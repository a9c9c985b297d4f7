import { activityCutoffOf } from '../rules/activity-cutoff.js'
import type { Reading } from '../rules/reading.js'
import { subnetExists } from '../rules/subnets.js'
import { bool, bytes, compact, type Of, struct, u16, u32, u64, u128, variant, vec } from '../schema/type.js'
import { i32f32, u64f64 } from '../schema/types/common.js'

const path = 'pallet_subtensor::rpc_info::subnet_info'

const leading = {
  rho: compact(u16),
  kappa: compact(u16),
  immunity_period: compact(u16),
  min_allowed_weights: compact(u16),
  max_weights_limit: compact(u16),
  tempo: compact(u16),
  min_difficulty: compact(u64),
  max_difficulty: compact(u64),
  weights_version: compact(u64),
  weights_rate_limit: compact(u64),
  adjustment_interval: compact(u16),
  // A u16 until the cutoff became a multiple of the tempo; compact, so the bytes stay.
  activity_cutoff: compact(u64),
  registration_allowed: bool,
  target_regs_per_interval: compact(u16),
  min_burn: compact(u64),
  max_burn: compact(u64),
  bonds_moving_avg: compact(u64),
  max_regs_per_block: compact(u16),
  serving_rate_limit: compact(u64),
  max_validators: compact(u16),
  adjustment_alpha: compact(u64),
  difficulty: compact(u64),
  commit_reveal_period: compact(u64),
  commit_reveal_weights_enabled: bool,
  alpha_high: compact(u16),
  alpha_low: compact(u16),
  liquid_alpha_enabled: bool,
}

export const hyperparams = struct(`${path}::SubnetHyperparams`, leading)

export const hyperparamsV2 = struct(`${path}::SubnetHyperparamsV2`, {
  ...leading,
  alpha_sigmoid_steepness: i32f32,
  yuma_version: compact(u16),
  subnet_is_active: bool,
  transfers_enabled: bool,
  bonds_reset_enabled: bool,
  user_liquidity_enabled: bool,
})

const hyperparamValue = variant(`${path}::HyperparamValue`, {
  Bool: bool,
  U16: compact(u16),
  U32: compact(u32),
  U64: compact(u64),
  U128: compact(u128),
  TaoBalance: compact(u64),
  I32F32: i32f32,
  U64F64: u64f64,
})

/** Names with values, so that new ones need no new method. */
export const hyperparamsV3 = vec(struct(`${path}::HyperparamEntry`, { name: bytes, value: hyperparamValue }))

export function readHyperparams(ctx: Reading, netuid: number): Of<typeof hyperparams> | undefined {
  return subnetExists(ctx, netuid) ? common(ctx, netuid) : undefined
}

export function readHyperparamsV2(ctx: Reading, netuid: number): Of<typeof hyperparamsV2> | undefined {
  return subnetExists(ctx, netuid) ? { ...common(ctx, netuid), ...added(ctx, netuid) } : undefined
}

export function readHyperparamsV3(ctx: Reading, netuid: number): Of<typeof hyperparamsV3> | undefined {
  const known = readHyperparamsV2(ctx, netuid)
  if (!known) return undefined
  const { SubtensorModule: subtensor } = ctx.state
  return Object.entries({
    kappa: inU16(known.kappa),
    immunity_period: inU16(known.immunity_period),
    min_allowed_weights: inU16(known.min_allowed_weights),
    max_weights_limit: inU16(known.max_weights_limit),
    tempo: inU16(known.tempo),
    weights_version: inU64(known.weights_version),
    weights_rate_limit: inU64(known.weights_rate_limit),
    activity_cutoff: inU64(known.activity_cutoff),
    activity_cutoff_factor: { type: 'U32', value: subtensor.ActivityCutoffFactorMilli.get(netuid) } as const,
    registration_allowed: inBool(known.registration_allowed),
    target_regs_per_interval: inU16(known.target_regs_per_interval),
    min_burn: inTao(known.min_burn),
    max_burn: inTao(known.max_burn),
    burn_half_life: inU16(subtensor.BurnHalfLife.get(netuid)),
    burn_increase_mult: { type: 'U64F64', value: subtensor.BurnIncreaseMult.get(netuid) } as const,
    bonds_moving_avg: inU64(known.bonds_moving_avg),
    max_regs_per_block: inU16(known.max_regs_per_block),
    serving_rate_limit: inU64(known.serving_rate_limit),
    max_validators: inU16(known.max_validators),
    commit_reveal_period: inU64(known.commit_reveal_period),
    commit_reveal_weights_enabled: inBool(known.commit_reveal_weights_enabled),
    alpha_high: inU16(known.alpha_high),
    alpha_low: inU16(known.alpha_low),
    liquid_alpha_enabled: inBool(known.liquid_alpha_enabled),
    alpha_sigmoid_steepness: { type: 'I32F32', value: known.alpha_sigmoid_steepness } as const,
    yuma_version: inU16(known.yuma_version),
    subnet_is_active: inBool(known.subnet_is_active),
    transfers_enabled: inBool(known.transfers_enabled),
    bonds_reset_enabled: inBool(known.bonds_reset_enabled),
    user_liquidity_enabled: inBool(known.user_liquidity_enabled),
    owner_cut_enabled: inBool(subtensor.OwnerCutEnabled.get(netuid)),
    owner_cut_auto_lock_enabled: inBool(subtensor.OwnerCutAutoLockEnabled.get(netuid)),
    min_childkey_take: inU16(effectiveMinChildkeyTake(ctx, netuid)),
  }).map(([name, value]) => ({ name: utf8.encode(name), value }))
}

const utf8 = new TextEncoder()
const inBool = (value: boolean) => ({ type: 'Bool', value }) as const
const inU16 = (value: number) => ({ type: 'U16', value }) as const
const inU64 = (value: bigint) => ({ type: 'U64', value }) as const
const inTao = (value: bigint) => ({ type: 'TaoBalance', value }) as const

/** The higher one of the chain's and the subnet's own. */
function effectiveMinChildkeyTake({ state }: Reading, netuid: number): number {
  const { MinChildkeyTake, MinChildkeyTakePerSubnet } = state.SubtensorModule
  return Math.max(MinChildkeyTake.get(), MinChildkeyTakePerSubnet.get(netuid))
}

function common(ctx: Reading, netuid: number) {
  const { SubtensorModule: subtensor } = ctx.state
  const [alphaLow, alphaHigh] = subtensor.AlphaValues.get(netuid)
  return {
    rho: subtensor.Rho.get(netuid),
    kappa: subtensor.Kappa.get(netuid),
    immunity_period: subtensor.ImmunityPeriod.get(netuid),
    min_allowed_weights: subtensor.MinAllowedWeights.get(netuid),
    max_weights_limit: subtensor.MaxWeightsLimit.get(netuid),
    tempo: subtensor.Tempo.get(netuid),
    min_difficulty: subtensor.MinDifficulty.get(netuid),
    max_difficulty: subtensor.MaxDifficulty.get(netuid),
    weights_version: subtensor.WeightsVersionKey.get(netuid),
    weights_rate_limit: subtensor.WeightsSetRateLimit.get(netuid),
    adjustment_interval: subtensor.AdjustmentInterval.get(netuid),
    activity_cutoff: BigInt(activityCutoffOf(ctx, netuid)),
    registration_allowed: subtensor.NetworkRegistrationAllowed.get(netuid),
    target_regs_per_interval: subtensor.TargetRegistrationsPerInterval.get(netuid),
    min_burn: subtensor.MinBurn.get(netuid),
    max_burn: subtensor.MaxBurn.get(netuid),
    bonds_moving_avg: subtensor.BondsMovingAverage.get(netuid),
    max_regs_per_block: subtensor.MaxRegistrationsPerBlock.get(netuid),
    serving_rate_limit: subtensor.ServingRateLimit.get(netuid),
    max_validators: subtensor.MaxAllowedValidators.get(netuid),
    adjustment_alpha: subtensor.AdjustmentAlpha.get(netuid),
    difficulty: subtensor.Difficulty.get(netuid),
    commit_reveal_period: subtensor.RevealPeriodEpochs.get(netuid),
    commit_reveal_weights_enabled: subtensor.CommitRevealWeightsEnabled.get(netuid),
    alpha_high: alphaHigh,
    alpha_low: alphaLow,
    liquid_alpha_enabled: subtensor.LiquidAlphaOn.get(netuid),
  }
}

function added({ state }: Reading, netuid: number) {
  const { SubtensorModule: subtensor, Swap: swap } = state
  return {
    alpha_sigmoid_steepness: BigInt(subtensor.AlphaSigmoidSteepness.get(netuid)) << 32n,
    yuma_version: subtensor.Yuma3On.get(netuid) ? 3 : 2,
    subnet_is_active: subtensor.SubtokenEnabled.get(netuid),
    transfers_enabled: subtensor.TransferToggle.get(netuid),
    bonds_reset_enabled: subtensor.BondsResetOn.get(netuid),
    user_liquidity_enabled: swap.EnabledUserLiquidity.get(netuid),
  }
}
