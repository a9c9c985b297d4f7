import { type CallContext, ensureRoot, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import { isSystemAccount } from './accounts.js'
import { storeSubnetIdentity } from './identity-fields.js'
import {
  adminOf,
  noteChange,
  noteTransaction,
  requireOwner,
  requirePause,
  requireRate,
  requireThaw,
} from './owner-access.js'
import { refuse, refuseAdmin } from './refusal.js'
import { holders } from './shares.js'
import { follows } from './spec.js'
import { clearSmallNomination } from './stake-moves.js'
import { mechanismIndices, subnetExists } from './subnets.js'

/** Lowest alpha of liquid alpha, in 65535ths. */
const lowestAlpha = 1638

/** sudo_set_nominator_min_required_stake: raising it pays out the nominations that become too small. */
export function setNominatorMinRequiredStake(
  ctx: CallContext,
  { min_stake: least }: CallArgs<'AdminUtils.sudo_set_nominator_min_required_stake'>,
): void {
  ensureRoot(ctx)
  const { NominatorMinRequiredStake } = ctx.state.SubtensorModule
  const before = NominatorMinRequiredStake.get()
  NominatorMinRequiredStake.set(least)
  if (least <= before) return
  for (const holder of holders(ctx)) clearSmallNomination(ctx, holder)
}

/** sudo_set_alpha_values: the range in which liquid alpha moves. */
export function setAlphaValues(
  ctx: CallContext,
  { netuid, alpha_low: low, alpha_high: high }: CallArgs<'AdminUtils.sudo_set_alpha_values'>,
): void {
  if (!follows(ctx, 'ownerRights')) requireOwner(ctx, netuid)
  const admin = adminOf(ctx, netuid)
  requireRate(ctx, netuid, 'AlphaValues', admin)
  requireThaw(ctx, netuid)
  refuse(!ctx.state.SubtensorModule.LiquidAlphaOn.get(netuid), 'LiquidAlphaDisabled')
  refuse(high < lowestAlpha, 'AlphaHighTooLow')
  refuse(low < lowestAlpha || low > high, 'AlphaLowOutOfRange')
  ctx.state.SubtensorModule.AlphaValues.set(netuid, [low, high])
  noteChange(ctx, netuid, 'AlphaValues', admin)
}

/** Blocks between two changes of a subnet's mechanisms. */
const mechanismPause = ({ switches }: CallContext) => (switches.isFastBuild ? 1n : 7200n)
/** Neurons of all mechanisms of a subnet together. */
const mostMechanismUids = 256

/** sudo_set_mechanism_count: data of mechanisms that fall away, and the split of emission, are removed. */
export function setMechanismCount(
  ctx: CallContext,
  { netuid, mechanism_count: count }: CallArgs<'AdminUtils.sudo_set_mechanism_count'>,
): void {
  const { SubtensorModule: subtensor } = ctx.state
  const admin = adminOf(ctx, netuid)
  requirePause(ctx, netuid, 'mechanismCount', mechanismPause(ctx), admin)
  requireThaw(ctx, netuid)
  refuse(!subnetExists(ctx, netuid), 'MechanismDoesNotExist')
  refuse(count < 1 || count > subtensor.MaxMechanismCount.get(), 'InvalidValue')
  refuse(subtensor.MaxAllowedUids.get(netuid) * count > mostMechanismUids, 'TooManyUIDsPerMechanism')
  const before = mechanismIndices(ctx, netuid)
  for (const index of before.slice(count)) {
    subtensor.Weights.clear(index)
    subtensor.Bonds.clear(index)
    subtensor.WeightCommits.clear(index)
    subtensor.TimelockedWeightCommits.clear(index)
    subtensor.Incentive.remove(index)
    subtensor.LastUpdate.remove(index)
  }
  if (before.length !== count) {
    subtensor.MechanismCountCurrent.set(netuid, count)
    subtensor.MechanismEmissionSplit.remove(netuid)
  }
  noteTransaction(ctx, netuid, 'mechanismCount', admin)
}

const whole = 65_535

/** sudo_set_mechanism_emission_split: shares that sum to 65535; without any, the emission is divided evenly. */
export function setMechanismEmissionSplit(
  ctx: CallContext,
  { netuid, maybe_split: split }: CallArgs<'AdminUtils.sudo_set_mechanism_emission_split'>,
): void {
  const { MechanismEmissionSplit, MechanismCountCurrent } = ctx.state.SubtensorModule
  const admin = adminOf(ctx, netuid)
  requirePause(ctx, netuid, 'mechanismEmission', mechanismPause(ctx), admin)
  requireThaw(ctx, netuid)
  refuse(!subnetExists(ctx, netuid), 'MechanismDoesNotExist')
  if (split === undefined) {
    MechanismEmissionSplit.remove(netuid)
  } else {
    const isWhole = split.reduce((sum, share) => sum + share, 0) === whole
    refuse(split.length > MechanismCountCurrent.get(netuid) || !isWhole, 'InvalidValue')
    MechanismEmissionSplit.set(netuid, split)
  }
  noteTransaction(ctx, netuid, 'mechanismEmission', admin)
}

/** Blocks between two changes of the owner hotkey. */
const ownerHotkeyPause = 50_400n

/** sudo_set_subnet_owner_hotkey: the same call by another name. */
export function setSubnetOwnerHotkey(
  ctx: CallContext,
  args: CallArgs<'AdminUtils.sudo_set_subnet_owner_hotkey'>,
): void {
  if (follows(ctx, 'ownerHotkey')) {
    setOwnerHotkey(ctx, args)
    return
  }
  requireOwner(ctx, args.netuid)
  ctx.state.SubtensorModule.SubnetOwnerHotkey.set(args.netuid, args.hotkey)
  ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [args.netuid, args.hotkey])
}

/** sudo_set_sn_owner_hotkey: the owner or root names the subnet's hotkey, which anybody may own. */
export function setOwnerHotkey(
  ctx: CallContext,
  { netuid, hotkey }: CallArgs<'AdminUtils.sudo_set_sn_owner_hotkey'>,
): void {
  const { SubnetOwnerHotkey, LastRateLimitedBlock } = ctx.state.SubtensorModule
  const key = { type: 'SetSNOwnerHotkey', value: netuid } as const
  const now = BigInt(ctx.block)
  adminOf(ctx, netuid)
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  const last = LastRateLimitedBlock.get(key)
  refuse(last !== 0n && now - last < ownerHotkeyPause, 'TxRateLimitExceeded')
  refuse(isSystemAccount(hotkey), 'CannotUseSystemAccount')
  LastRateLimitedBlock.set(key, now)
  SubnetOwnerHotkey.set(netuid, hotkey)
  if (!follows(ctx, 'ownerHotkey')) return
  ctx.deposit('SubtensorModule', 'SubnetOwnerHotkeySet', [netuid, hotkey])
}

/** sudo_set_total_issuance, which newer versions refuse for every origin. */
export function setTotalIssuance(
  ctx: CallContext,
  { total_issuance: issuance }: CallArgs<'AdminUtils.sudo_set_total_issuance'>,
): void {
  refuseAdmin(follows(ctx, 'deprecatedIssuance'), 'Deprecated')
  ensureRoot(ctx)
  ctx.state.SubtensorModule.TotalIssuance.set(issuance)
}

/** sudo_set_network_pow_registration_allowed: a value without effect, and with the proof of work, the call is gone. */
export function setPowRegistration(
  ctx: CallContext,
  {
    netuid,
    registration_allowed: isAllowed,
  }: CallArgs<'AdminUtils.sudo_set_network_pow_registration_allowed'>,
): void {
  refuseAdmin(follows(ctx, 'risingBurn'), 'POWRegistrationDisabled')
  const admin = adminOf(ctx, netuid)
  requireRate(ctx, netuid, 'PowRegistrationAllowed', admin)
  requireThaw(ctx, netuid)
  ctx.state.SubtensorModule.NetworkPowRegistrationAllowed.set(netuid, isAllowed)
  ctx.deposit('SubtensorModule', 'PowRegistrationAllowed', [netuid, isAllowed])
  noteChange(ctx, netuid, 'PowRegistrationAllowed', admin)
}

/** set_subnet_identity. */
export function setSubnetIdentity(
  ctx: CallContext,
  { netuid, ...identity }: CallArgs<'SubtensorModule.set_subnet_identity'>,
): void {
  const coldkey = ensureSigned(ctx)
  refuse(ctx.state.SubtensorModule.SubnetOwner.get(netuid) !== coldkey, 'NotSubnetOwner')
  storeSubnetIdentity(ctx, netuid, identity)
}

/** Highest pool fee, in 65535ths. */
const highestFeeRate = 10_000

/** Swap.set_fee_rate: root sets a pool's fee. */
export function setFeeRate(ctx: CallContext, { netuid, rate }: CallArgs<'Swap.set_fee_rate'>): void {
  ensureRoot(ctx)
  if (!subnetExists(ctx, netuid)) ctx.fail('Swap', 'MechanismDoesNotExist')
  if (rate > highestFeeRate) ctx.fail('Swap', 'FeeRateTooHigh')
  ctx.state.Swap.FeeRate.set(netuid, rate)
  ctx.deposit('Swap', 'FeeRateSet', { netuid, rate })
}
