import { raoPerTao } from '@subnetkit/base'
import type { CallHandlers } from '../runtime/context.js'
import { one64 } from './math/fixed.js'
import { globalParameter, type Parameter, parameter, subtensorParameter } from './parameter.js'
import { refuse, refuseAdmin } from './refusal.js'
import { root } from './subnets.js'

/**
 * Every hyperparameter of a subnet that a plain AdminUtils call sets, one entry each: storage, call, name of
 * the argument, who may set it, bounds. To change a bound, change it here; defaults are in the schema.
 * Calls with more to them are in admin.ts and tempo.ts.
 */
const subnetParameters: readonly Parameter[] = [
  parameter('ImmunityPeriod', 'sudo_set_immunity_period', 'immunity_period', {
    who: 'owner',
    limit: 'ImmunityPeriod',
    event: 'ImmunityPeriodSet',
  }),
  parameter('MinAllowedWeights', 'sudo_set_min_allowed_weights', 'min_allowed_weights', {
    who: 'owner',
    limit: 'MinAllowedWeights',
    event: 'MinAllowedWeightSet',
  }),
  parameter('MaxAllowedUids', 'sudo_set_max_allowed_uids', 'max_allowed_uids', {
    who: 'owner',
    limit: 'MaxAllowedUids',
    event: 'MaxAllowedUidsSet',
    former: {
      who: 'root',
      bounds: (value, { state }, netuid) =>
        refuseAdmin(
          value < state.SubtensorModule.SubnetworkN.get(netuid),
          'MaxAllowedUIdsLessThanCurrentUIds',
        ),
    },
    bounds(value, { state: { SubtensorModule } }, netuid) {
      refuseAdmin(value < SubtensorModule.MinAllowedUids.get(netuid), 'MaxAllowedUidsLessThanMinAllowedUids')
      refuseAdmin(value < SubtensorModule.SubnetworkN.get(netuid), 'MaxAllowedUIdsLessThanCurrentUIds')
      refuseAdmin(value > 256, 'MaxAllowedUidsGreaterThanDefaultMaxAllowedUids')
      const mechanisms = SubtensorModule.MechanismCountCurrent.get(netuid)
      refuse(value * mechanisms > 256, 'TooManyUIDsPerMechanism')
    },
  }),
  parameter('MinAllowedUids', 'sudo_set_min_allowed_uids', 'min_allowed_uids', {
    who: 'root',
    frozen: true,
    event: 'MinAllowedUidsSet',
    bounds(value, { state: { SubtensorModule } }, netuid) {
      const most = SubtensorModule.MaxAllowedUids.get(netuid)
      refuseAdmin(value >= most, 'MinAllowedUidsGreaterThanMaxAllowedUids')
      refuseAdmin(value >= SubtensorModule.SubnetworkN.get(netuid), 'MinAllowedUidsGreaterThanCurrentUids')
    },
  }),
  parameter('MaxAllowedValidators', 'sudo_set_max_allowed_validators', 'max_allowed_validators', {
    who: 'root',
    frozen: true,
    event: 'MaxAllowedValidatorsSet',
    bounds(value, { state: { SubtensorModule } }, netuid) {
      refuseAdmin(value > SubtensorModule.MaxAllowedUids.get(netuid), 'MaxValidatorsLargerThanMaxUIds')
    },
  }),
  parameter('Kappa', 'sudo_set_kappa', 'kappa', {
    who: 'root',
    former: { who: 'owner' },
    event: 'KappaSet',
  }),
  parameter('Rho', 'sudo_set_rho', 'rho', { who: 'owner', limit: 'Rho' }),
  parameter('BondsMovingAverage', 'sudo_set_bonds_moving_average', 'bonds_moving_average', {
    who: 'owner',
    limit: 'BondsMovingAverage',
    event: 'BondsMovingAverageSet',
    bounds: (value, _ctx, _netuid, admin) =>
      refuseAdmin(admin === 'owner' && value > 975_000n, 'BondsMovingAverageMaxReached'),
  }),
  parameter('BondsPenalty', 'sudo_set_bonds_penalty', 'bonds_penalty', {
    who: 'owner',
    limit: 'BondsPenalty',
    event: 'BondsPenaltySet',
  }),
  parameter('BondsResetOn', 'sudo_set_bonds_reset_enabled', 'enabled', {
    who: 'owner',
    existing: false,
    limit: 'BondsResetEnabled',
    event(ctx, netuid, enabled) {
      ctx.deposit('SubtensorModule', 'BondsResetOnSet', [netuid, enabled])
      ctx.deposit('AdminUtils', 'BondsResetToggled', { netuid, enabled })
    },
  }),
  parameter('Yuma3On', 'sudo_set_yuma3_enabled', 'enabled', {
    who: 'owner',
    existing: false,
    limit: 'Yuma3Enabled',
    event: (ctx, netuid, enabled) => ctx.deposit('AdminUtils', 'Yuma3EnableToggled', { netuid, enabled }),
  }),
  parameter('LiquidAlphaOn', 'sudo_set_liquid_alpha_enabled', 'enabled', {
    who: 'owner',
    existing: false,
    limit: 'LiquidAlphaEnabled',
  }),
  parameter('AlphaSigmoidSteepness', 'sudo_set_alpha_sigmoid_steepness', 'steepness', {
    who: 'owner',
    limit: 'AlphaSigmoidSteepness',
    bounds: (value, _ctx, _netuid, admin) =>
      refuseAdmin(admin === 'owner' && value < 0, 'NegativeSigmoidSteepness'),
  }),
  parameter('ActivityCutoff', 'sudo_set_activity_cutoff', 'activity_cutoff', {
    who: 'owner',
    limit: 'ActivityCutoff',
    event: 'ActivityCutoffSet',
    bounds: (value, { state }) =>
      refuse(value < state.SubtensorModule.MinActivityCutoff.get(), 'ActivityCutoffTooLow'),
  }),
  parameter('WeightsSetRateLimit', 'sudo_set_weights_set_rate_limit', 'weights_set_rate_limit', {
    who: 'root',
    event: 'WeightsSetRateLimitSet',
  }),
  parameter('WeightsVersionKey', 'sudo_set_weights_version_key', 'weights_version_key', {
    who: 'owner',
    limit: {
      pause: ({ state: { SubtensorModule } }, netuid) =>
        BigInt(SubtensorModule.Tempo.get(netuid)) * SubtensorModule.WeightsVersionKeyRateLimit.get(),
    },
    event: 'WeightsVersionKeySet',
  }),
  parameter('CommitRevealWeightsEnabled', 'sudo_set_commit_reveal_weights_enabled', 'enabled', {
    who: 'owner',
    limit: 'CommitRevealEnabled',
    event: 'CommitRevealEnabled',
  }),
  parameter('RevealPeriodEpochs', 'sudo_set_commit_reveal_weights_interval', 'interval', {
    who: 'owner',
    limit: 'WeightCommitInterval',
    event: 'CommitRevealPeriodsSet',
    former: { who: 'owner' },
    bounds(value) {
      refuse(value > 100n, 'RevealPeriodTooLarge')
      refuse(value < 1n, 'RevealPeriodTooSmall')
    },
  }),
  parameter('ServingRateLimit', 'sudo_set_serving_rate_limit', 'serving_rate_limit', {
    who: 'owner',
    existing: false,
    limit: 'ServingRateLimit',
    event: 'ServingRateLimitSet',
  }),
  parameter('MinBurn', 'sudo_set_min_burn', 'min_burn', {
    who: 'owner',
    limit: 'MinBurn',
    event: 'MinBurnSet',
    former: { who: 'root' },
    bounds(value, { state }, netuid) {
      refuseAdmin(value >= raoPerTao, 'ValueNotInBounds')
      refuseAdmin(value >= state.SubtensorModule.MaxBurn.get(netuid), 'ValueNotInBounds')
    },
  }),
  parameter('MaxBurn', 'sudo_set_max_burn', 'max_burn', {
    who: 'owner',
    limit: 'MaxBurn',
    event: 'MaxBurnSet',
    former: { who: 'root' },
    bounds(value, { state }, netuid) {
      refuseAdmin(value <= raoPerTao / 10n, 'ValueNotInBounds')
      refuseAdmin(value <= state.SubtensorModule.MinBurn.get(netuid), 'ValueNotInBounds')
    },
  }),
  parameter('BurnHalfLife', 'sudo_set_burn_half_life', 'burn_half_life', {
    who: 'owner',
    limit: 'BurnHalfLife',
    bounds(value, _ctx, netuid) {
      refuseAdmin(netuid === root, 'NotPermittedOnRootSubnet')
      refuseAdmin(value < 1 || value > 36_100, 'InvalidValue')
    },
    event: (ctx, netuid, burn_half_life) =>
      ctx.deposit('AdminUtils', 'BurnHalfLifeSet', { netuid, burn_half_life }),
  }),
  parameter('BurnIncreaseMult', 'sudo_set_burn_increase_mult', 'burn_increase_mult', {
    who: 'owner',
    limit: 'BurnIncreaseMult',
    bounds(value, _ctx, netuid) {
      refuseAdmin(netuid === root, 'NotPermittedOnRootSubnet')
      refuseAdmin(value < one64 || value > 3n * one64, 'InvalidValue')
    },
    event: (ctx, netuid, burn_increase_mult) =>
      ctx.deposit('AdminUtils', 'BurnIncreaseMultSet', { netuid, burn_increase_mult }),
  }),
  parameter('NetworkRegistrationAllowed', 'sudo_set_network_registration_allowed', 'registration_allowed', {
    who: 'root',
    existing: false,
    event: 'RegistrationAllowed',
  }),
  parameter('SubnetEmissionEnabled', 'sudo_set_subnet_emission_enabled', 'enabled', {
    who: 'root',
    bounds: (_value, _ctx, netuid) => refuseAdmin(netuid === root, 'NotPermittedOnRootSubnet'),
    event: (ctx, netuid, enabled) =>
      ctx.deposit('AdminUtils', 'SubnetEmissionEnabledSet', { netuid, enabled }),
  }),
  parameter('SubtokenEnabled', 'sudo_set_subtoken_enabled', 'subtoken_enabled', {
    who: 'root',
    frozen: true,
    existing: false,
  }),
  parameter('TransferToggle', 'sudo_set_toggle_transfer', 'toggle', {
    who: 'owner',
    existing: false,
    limit: 'TransferEnabled',
    event: 'TransferToggle',
  }),
  parameter('RecycleOrBurn', 'sudo_set_recycle_or_burn', 'recycle_or_burn', {
    who: 'owner',
    existing: false,
    limit: 'RecycleOrBurn',
  }),
  parameter('OwnerCutEnabled', 'sudo_set_owner_cut_enabled', 'enabled', {
    who: 'owner',
    limit: 'none',
    bounds: (_value, _ctx, netuid) => refuseAdmin(netuid === root, 'NotPermittedOnRootSubnet'),
  }),
  parameter('OwnerCutAutoLockEnabled', 'sudo_set_owner_cut_auto_lock_enabled', 'enabled', {
    who: 'owner',
    limit: 'none',
    bounds: (_value, _ctx, netuid) => refuseAdmin(netuid === root, 'NotPermittedOnRootSubnet'),
  }),
  parameter('ImmuneOwnerUidsLimit', 'sudo_set_owner_immune_neuron_limit', 'immune_neurons', {
    who: 'owner',
    existing: false,
    limit: 'ImmuneNeuronLimit',
    bounds: (value) => refuse(value < 1 || value > 10, 'InvalidValue'),
  }),
  parameter('MinNonImmuneUids', 'sudo_set_min_non_immune_uids', 'min', {
    who: 'root',
    existing: false,
    event: 'MinNonImmuneUidsSet',
  }),
  parameter('MinChildkeyTakePerSubnet', 'sudo_set_min_childkey_take_per_subnet', 'take', {
    who: 'owner',
    limit: 'MinChildkeyTake',
    event: 'MinChildKeyTakePerSubnetSet',
    bounds(value, { state: { SubtensorModule } }) {
      const [least, most] = [SubtensorModule.MinChildkeyTake.get(), SubtensorModule.MaxChildkeyTake.get()]
      refuseAdmin(value < least || value > most, 'InvalidValue')
    },
  }),
  parameter('EMAPriceHalvingBlocks', 'sudo_set_ema_price_halving_period', 'ema_halving', {
    who: 'root',
    existing: false,
  }),
  // stored and reported, without effect
  parameter('Difficulty', 'sudo_set_difficulty', 'difficulty', {
    who: 'root',
    frozen: true,
    event: 'DifficultySet',
  }),
  parameter('MinDifficulty', 'sudo_set_min_difficulty', 'min_difficulty', {
    who: 'root',
    frozen: true,
    event: 'MinDifficultySet',
  }),
  parameter('MaxDifficulty', 'sudo_set_max_difficulty', 'max_difficulty', {
    who: 'owner',
    limit: 'MaxDifficulty',
    event: 'MaxDifficultySet',
  }),
  parameter('AdjustmentInterval', 'sudo_set_adjustment_interval', 'adjustment_interval', {
    who: 'root',
    event: 'AdjustmentIntervalSet',
  }),
  parameter('AdjustmentAlpha', 'sudo_set_adjustment_alpha', 'adjustment_alpha', {
    who: 'owner',
    limit: 'AdjustmentAlpha',
    event: 'AdjustmentAlphaSet',
  }),
  parameter(
    'TargetRegistrationsPerInterval',
    'sudo_set_target_registrations_per_interval',
    'target_registrations_per_interval',
    { who: 'root', frozen: true, event: 'RegistrationPerIntervalSet' },
  ),
  parameter(
    'MaxRegistrationsPerBlock',
    'sudo_set_max_registrations_per_block',
    'max_registrations_per_block',
    { who: 'root', frozen: true, event: 'MaxRegistrationsPerBlockSet' },
  ),
  parameter('RAORecycledForRegistration', 'sudo_set_rao_recycled', 'rao_recycled', {
    who: 'root',
    event: 'RAORecycledForRegistrationSet',
  }),
]

/** Parameters of the whole chain. */
const chainParameters: readonly Parameter[] = [
  globalParameter('MaxDelegateTake', 'sudo_set_default_take', 'default_take', 'MaxDelegateTakeSet'),
  globalParameter('TxRateLimit', 'sudo_set_tx_rate_limit', 'tx_rate_limit', 'TxRateLimitSet'),
  globalParameter('SubnetOwnerCut', 'sudo_set_subnet_owner_cut', 'subnet_owner_cut', 'SubnetOwnerCutSet'),
  globalParameter('NetworkRateLimit', 'sudo_set_network_rate_limit', 'rate_limit', 'NetworkRateLimitSet'),
  globalParameter(
    'NetworkImmunityPeriod',
    'sudo_set_network_immunity_period',
    'immunity_period',
    'NetworkImmunityPeriodSet',
  ),
  globalParameter(
    'NetworkMinLockCost',
    'sudo_set_network_min_lock_cost',
    'lock_cost',
    'NetworkMinLockCostSet',
  ),
  globalParameter(
    'NetworkLockReductionInterval',
    'sudo_set_lock_reduction_interval',
    'interval',
    'NetworkLockCostReductionIntervalSet',
  ),
  globalParameter('SubnetLimit', 'sudo_set_subnet_limit', 'max_subnets', 'SubnetLimitSet'),
  globalParameter('StakeThreshold', 'sudo_set_stake_threshold', 'min_stake', 'StakeThresholdSet'),
  globalParameter(
    'TxDelegateTakeRateLimit',
    'sudo_set_tx_delegate_take_rate_limit',
    'tx_rate_limit',
    'TxDelegateTakeRateLimitSet',
  ),
  globalParameter('MinDelegateTake', 'sudo_set_min_delegate_take', 'take', 'MinDelegateTakeSet'),
  globalParameter(
    'CommitRevealWeightsVersion',
    'sudo_set_commit_reveal_version',
    'version',
    'CommitRevealVersionSet',
  ),
  globalParameter('CKBurn', 'sudo_set_ck_burn', 'burn'),
  globalParameter('AdminFreezeWindow', 'sudo_set_admin_freeze_window', 'window', 'AdminFreezeWindowSet'),
  globalParameter(
    'OwnerHyperparamRateLimit',
    'sudo_set_owner_hparam_rate_limit',
    'epochs',
    'OwnerHyperparamRateLimitSet',
  ),
  globalParameter('SubnetMovingAlpha', 'sudo_set_subnet_moving_alpha', 'alpha'),
  globalParameter(
    'MaxMechanismCount',
    'sudo_set_max_mechanism_count',
    'max_mechanism_count',
    undefined,
    (value) => refuse(value < 1 || value > 16, 'InvalidValue'),
  ),
  globalParameter(
    'ColdkeySwapAnnouncementDelay',
    'sudo_set_coldkey_swap_announcement_delay',
    'duration',
    'ColdkeySwapAnnouncementDelaySet',
  ),
  globalParameter(
    'ColdkeySwapReannouncementDelay',
    'sudo_set_coldkey_swap_reannouncement_delay',
    'duration',
    'ColdkeySwapReannouncementDelaySet',
  ),
  globalParameter(
    'DissolveNetworkScheduleDuration',
    'sudo_set_dissolve_network_schedule_duration',
    'duration',
    'DissolveNetworkScheduleDurationSet',
  ),
  subtensorParameter(
    'TxChildkeyTakeRateLimit',
    'sudo_set_tx_childkey_take_rate_limit',
    'tx_rate_limit',
    'TxChildKeyTakeRateLimitSet',
  ),
  subtensorParameter('MinChildkeyTake', 'sudo_set_min_childkey_take', 'take', 'MinChildKeyTakeSet'),
  subtensorParameter('MaxChildkeyTake', 'sudo_set_max_childkey_take', 'take', 'MaxChildKeyTakeSet'),
  subtensorParameter('PendingChildKeyCooldown', 'set_pending_childkey_cooldown', 'cooldown'),
  globalParameter('StartCallDelay', 'sudo_set_start_call_delay', 'delay', 'StartCallDelaySet'),
  globalParameter(
    'MaxEpochsPerBlock',
    'sudo_set_max_epochs_per_block',
    'max_epochs',
    'MaxEpochsPerBlockSet',
    (value) => refuseAdmin(value < 1, 'ValueNotInBounds'),
  ),
  // shares by flow of TAO are in the chain's code, but nothing reads them
  globalParameter('TaoFlowCutoff', 'sudo_set_tao_flow_cutoff', 'flow_cutoff'),
  globalParameter(
    'FlowNormExponent',
    'sudo_set_tao_flow_normalization_exponent',
    'exponent',
    undefined,
    (value) => refuseAdmin(value < one64 || value > 2n * one64, 'InvalidValue'),
  ),
  globalParameter('FlowEmaSmoothingFactor', 'sudo_set_tao_flow_smoothing_factor', 'smoothing_factor'),
]

/** The calls of both tables, by name. */
export const hyperparameterCalls: CallHandlers = Object.fromEntries(
  [...subnetParameters, ...chainParameters].map(({ call, handle }) => [call, handle]),
)
