import { maxUpscale } from '@subnetkit/yuma'
import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import type { CallArgs } from '../schema/schema.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import { div32, to32 } from './math/fixed.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
import { follows } from './spec.js'
import { hasEnoughStake } from './stake-weight.js'
import { filled, mechanismExists, netuidOf, root, storageIndex, uidOf, withEntry } from './subnets.js'

/** Weights as a validator submits them: `uids[i]` gets `values[i]`. */
export interface SubmittedWeights {
  readonly hotkey: string
  readonly netuid: number
  readonly mechanism: number
  readonly uids: readonly number[]
  readonly values: readonly number[]
  readonly versionKey: bigint
}

/** set_weights. */
export function setWeights(ctx: CallContext, args: CallArgs<'SubtensorModule.set_weights'>): void {
  setMechanismWeights(ctx, { ...args, mecid: 0 })
}

/** set_mechanism_weights. */
export function setMechanismWeights(
  ctx: CallContext,
  args: CallArgs<'SubtensorModule.set_mechanism_weights'>,
): void {
  const { netuid, mecid: mechanism, dests: uids, weights: values, version_key: versionKey } = args
  refuse(isHidden(ctx, netuid), 'CommitRevealEnabled')
  const hotkey = ensureSigned(ctx)
  applyWeights(ctx, { hotkey, netuid, mechanism, uids, values, versionKey })
}

/** batch_set_weights: each item on its own; the failures are events. */
export function batchSetWeights(ctx: CallContext, args: CallArgs<'SubtensorModule.batch_set_weights'>): void {
  const hotkey = ensureSigned(ctx)
  const { netuids, weights, version_keys: versionKeys } = args
  refuse(netuids.length !== weights.length || netuids.length !== versionKeys.length, 'InputLengthsUnequal')
  forEachNetuid(ctx, netuids, (netuid, position) => {
    const row = weights[position] ?? []
    submit(ctx, {
      hotkey,
      netuid,
      mechanism: 0,
      uids: row.map(([uid]) => uid),
      values: row.map(([, value]) => value),
      versionKey: versionKeys[position] ?? 0n,
    })
  })
  ctx.deposit('SubtensorModule', 'BatchWeightsCompleted', [netuids, hotkey])
}

/** Runs one item of a batch a netuid; the failures become events behind those of all items. */
export function forEachNetuid(
  ctx: BlockContext,
  netuids: readonly number[],
  item: (netuid: number, position: number) => void,
): void {
  const failures: DispatchError[] = []
  for (const [position, netuid] of netuids.entries()) {
    const failure = ctx.attempt(() => item(netuid, position))
    if (failure === null) continue
    failures.push(failure)
  }
  if (failures.length > 0) ctx.deposit('SubtensorModule', 'BatchCompletedWithErrors', [])
  for (const failure of failures) ctx.deposit('SubtensorModule', 'BatchWeightItemFailed', [failure])
}

function submit(ctx: BlockContext, submitted: SubmittedWeights): void {
  refuse(isHidden(ctx, submitted.netuid), 'CommitRevealEnabled')
  applyWeights(ctx, submitted)
}

/** Returns true if weights of a subnet are committed first. */
export function isHidden(ctx: Reading, netuid: number): boolean {
  const { CommitRevealWeightsEnabled } = ctx.state.SubtensorModule
  const isSet = CommitRevealWeightsEnabled.has(netuid) || follows(ctx, 'hiddenByDefault')
  return isSet && CommitRevealWeightsEnabled.get(netuid)
}

/** Refuses a commit to a mechanism that does not exist, whatever its origin. */
export function requireMechanism(ctx: Reading, netuid: number, mechanism: number): void {
  const isMissing = follows(ctx, 'mechanisms') && !mechanismExists(ctx, netuid, mechanism)
  refuse(isMissing, 'MechanismDoesNotExist')
}

/**
 * The checks that set weights, whether submitted or revealed, in the chain's order, then the write. The
 * values are scaled so that the largest is 65535; entries keep their order, zeros included.
 */
export function applyWeights(ctx: BlockContext, submitted: SubmittedWeights): void {
  const { hotkey, netuid, mechanism, uids, values, versionKey } = submitted
  const { SubtensorModule: subtensor } = ctx.state
  const index = storageIndex(netuid, mechanism)
  const count = subtensor.SubnetworkN.get(netuid)
  refuse(netuid === root, 'CanNotSetRootNetworkWeights')
  refuse(uids.length !== values.length, 'WeightVecNotEqualSize')
  refuse(!mechanismExists(ctx, netuid, mechanism), 'MechanismDoesNotExist')
  refuse(uids.length > count, 'UidsLengthExceedUidsInSubNet')
  const uid = required(uidOf(ctx, netuid, hotkey), 'HotKeyNotRegisteredInSubNet')
  refuse(!hasEnoughStake(ctx, netuid, hotkey), 'NotEnoughStakeToSetWeights')
  refuse(isOutdated(ctx, netuid, versionKey), 'IncorrectWeightVersionKey')
  const hidden = isHidden(ctx, netuid)
  refuse(!hidden && updatedRecently(ctx, netuid, index, uid), 'SettingWeightsTooFast')
  const onlySelf = uids.length === 1 && uids[0] === uid
  const isOwner = subtensor.SubnetOwnerHotkey.get(netuid) === hotkey && follows(ctx, 'ownerPermit')
  const mayWeigh = subtensor.ValidatorPermit.get(netuid)[uid] === true || onlySelf || isOwner
  refuse(!mayWeigh, 'NeuronNoValidatorPermit')
  refuse(new Set(uids).size !== uids.length, 'DuplicateUids')
  refuse(
    uids.some((target) => target >= count),
    'UidVecContainInvalidOne',
  )
  const fewest = Math.min(count, subtensor.MinAllowedWeights.get(netuid))
  refuse(uids.length < fewest && !onlySelf, 'WeightVecLengthIsLow')

  const scaled = maxUpscale(values)
  refuse(!onlySelf && exceedsLimit(ctx, netuid, scaled), 'MaxWeightExceeded')
  subtensor.Weights.set(
    index,
    uid,
    uids.map((target, position): [number, number] => [target, scaled[position] ?? 0]),
  )
  if (!hidden) markUpdated(ctx, index, uid)
  ctx.deposit('SubtensorModule', 'WeightsSet', [index, uid])
}

/** Returns true if a weight is a larger part of all than the former limit, both in 32 fraction bits. */
function exceedsLimit(ctx: Reading, netuid: number, weights: readonly number[]): boolean {
  const most = ctx.state.SubtensorModule.MaxWeightsLimit.get(netuid)
  if (most === wholeWeight || follows(ctx, 'freeWeights')) return false
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0))
  const limit = to32(BigInt(most)) / BigInt(wholeWeight)
  return weights.some((weight) => div32(BigInt(weight), total) > limit)
}

const wholeWeight = 65_535

function isOutdated(ctx: Reading, netuid: number, versionKey: bigint): boolean {
  const required = ctx.state.SubtensorModule.WeightsVersionKey.get(netuid)
  return required !== 0n && versionKey < required
}

/** Returns true if the rate limit of weights, and of weight commits, still applies. Registering counts as an update. */
export function updatedRecently(ctx: Reading, netuid: number, index: number, uid: number): boolean {
  const { LastUpdate, WeightsSetRateLimit } = ctx.state.SubtensorModule
  const last = LastUpdate.get(index)[uid] ?? 0n
  return last !== 0n && BigInt(ctx.block) - last < WeightsSetRateLimit.get(netuid)
}

/** Notes that the neuron has set or committed weights in this block. */
export function markUpdated(ctx: BlockContext, index: number, uid: number): void {
  const { LastUpdate, SubnetworkN } = ctx.state.SubtensorModule
  const neurons = SubnetworkN.get(netuidOf(index))
  LastUpdate.update(index, (list) => withEntry(filled(list, neurons, 0n), uid, BigInt(ctx.block), 0n))
}
