import type { BlockContext, SubnetSettings } from '../runtime/context.js'
import { withdraw } from '../runtime/currency.js'
import type { EventDataOf, EventName } from '../schema/schema.js'
import { subnetAccount } from './accounts.js'
import { div64, floor64, maxOf, saturatingSub, to64, u64Max } from './math/fixed.js'
import { follows } from './spec.js'

const raoPerTao = 1_000_000_000n
/** AdjustmentAlpha of a new subnet: 0.97 as a fraction of 2^64 - 1. */
const slowAdjustment = 17_893_341_751_498_265_066n

/** Writes the values of a new subnet that differ from the storage defaults, in the chain's order, and those that it spells out. */
export function createNetwork(ctx: BlockContext, netuid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  const settings = ctx.switches.newSubnet ?? {}
  const tempo = settings.Tempo ?? subtensor.Tempo.get(netuid)
  subtensor.NetworksAdded.set(netuid, true)
  subtensor.TotalNetworks.update((count) => count + 1)
  subtensor.NetworkRegisteredAt.set(netuid, now)
  subtensor.SubnetMechanism.set(netuid, 1)
  subtensor.SubnetworkN.set(netuid, 0)
  subtensor.Tempo.set(netuid, tempo)
  subtensor.LastEpochBlock.set(netuid, saturatingSub(now, BigInt(netuid % Math.max(tempo, 1))))
  setWithEvent(ctx, netuid, 'NetworkRegistrationAllowed', 'RegistrationAllowed', true)
  setWithEvent(ctx, netuid, 'MaxAllowedUids', 'MaxAllowedUidsSet', 256)
  setWithEvent(ctx, netuid, 'MaxAllowedValidators', 'MaxAllowedValidatorsSet', 64)
  setWithEvent(ctx, netuid, 'MinAllowedWeights', 'MinAllowedWeightSet', 1)
  if (follows(ctx, 'wholeLock')) {
    setWithEvent(ctx, netuid, 'ImmunityPeriod', 'ImmunityPeriodSet', 5000)
    subtensor.Yuma3On.set(netuid, true)
    subtensor.Burn.set(netuid, raoPerTao)
  } else setFormerValues(ctx, netuid)
  if (follows(ctx, 'emissionSwitch')) subtensor.SubnetEmissionEnabled.set(netuid, false)
  for (const item of [subtensor.Kappa, subtensor.ActivityCutoff, subtensor.RegistrationsThisInterval]) {
    item.set(netuid, item.get(netuid))
  }
  applySettings(ctx, netuid, settings)
}

/** Limits of weights and values for the adjustment of prices, which a subnet once started with. */
function setFormerValues(ctx: BlockContext, netuid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  if (!follows(ctx, 'freeWeights')) setWithEvent(ctx, netuid, 'MaxWeightsLimit', 'MaxWeightLimitSet', 65_535)
  setWithEvent(ctx, netuid, 'AdjustmentInterval', 'AdjustmentIntervalSet', 360)
  setWithEvent(ctx, netuid, 'TargetRegistrationsPerInterval', 'RegistrationPerIntervalSet', 1)
  setWithEvent(ctx, netuid, 'AdjustmentAlpha', 'AdjustmentAlphaSet', slowAdjustment)
  setWithEvent(ctx, netuid, 'ImmunityPeriod', 'ImmunityPeriodSet', 5000)
  setWithEvent(ctx, netuid, 'MinDifficulty', 'MinDifficultySet', u64Max)
  setWithEvent(ctx, netuid, 'MaxDifficulty', 'MaxDifficultySet', u64Max)
  subtensor.Difficulty.set(netuid, subtensor.Difficulty.get(netuid))
  subtensor.BurnRegistrationsThisInterval.set(netuid, 0)
  if (!follows(ctx, 'mechanisms')) subtensor.NetworkPowRegistrationAllowed.set(netuid, true)
}

/** Writes one of a new subnet's values, which the chain reports like those that an owner sets. */
function setWithEvent<V extends number | bigint | boolean>(
  ctx: BlockContext,
  netuid: number,
  item: keyof SubnetSettings,
  event: EventName<'SubtensorModule'>,
  value: V,
): void {
  const items = ctx.state.SubtensorModule as unknown as Record<
    string,
    { set(netuid: number, value: V): void }
  >
  items[item]?.set(netuid, value)
  ctx.deposit('SubtensorModule', event, [netuid, value] as EventDataOf<'SubtensorModule', typeof event>)
}

/** A developer's own values come last, so that they win. */
function applySettings(ctx: BlockContext, netuid: number, settings: SubnetSettings): void {
  const items = ctx.state.SubtensorModule as unknown as Record<
    string,
    { set(netuid: number, value: unknown): void }
  >
  for (const [item, value] of Object.entries(settings)) items[item]?.set(netuid, value)
}

/** The TAO of a new subnet, rao. */
export interface Lock {
  /** Amount that the owner has paid, in rao. */
  readonly locked: bigint
  /** NetworkMinLockCost. */
  readonly least: bigint
  /** Median price of the other subnets. */
  readonly price: bigint
}

/** Fills the pool with the lock, matched with alpha at the given price; once, with the least lock at a price of one. */
export function fillPool(ctx: BlockContext, netuid: number, { locked, least, price }: Lock): void {
  const { SubtensorModule: subtensor } = ctx.state
  const isWhole = follows(ctx, 'wholeLock')
  const tao = isWhole ? maxOf(locked, least) : least
  const rest = saturatingSub(locked, tao)
  subtensor.SubnetTAO.set(netuid, tao)
  subtensor.SubnetAlphaIn.set(netuid, isWhole ? floor64(div64(to64(tao), price)) : tao)
  subtensor.SubnetAlphaOut.set(netuid, 0n)
  subtensor.SubnetVolume.set(netuid, 0n)
  subtensor.SubnetLocked.set(netuid, locked)
  subtensor.RAORecycledForRegistration.set(netuid, rest)
  subtensor.TotalStake.update((total) => total + tao)
  ctx.state.Swap.PalSwapInitialized.set(netuid, true)
  if (rest === 0n) return
  withdraw(ctx, subnetAccount(netuid), rest, 'allow')
  subtensor.TotalIssuance.update((issuance) => saturatingSub(issuance, rest))
}
