import type { PoolContext } from '../runtime/context.js'
import { moduleFailure } from '../runtime/failure.js'
import type { CallArgs, CallName } from '../schema/schema.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { hotkeyExists, ownerOf } from './accounts.js'
import { coldkeySwapObjection } from './coldkey-swap.js'
import { commitState, type Reveal } from './commit-reveal.js'
import { isNetworkRateLimited } from './networks.js'
import { oldPoolObjection } from './old-pool.js'
import type { SubtensorError } from './refusal.js'
import { axonObjection, prometheusObjection } from './serving.js'
import { follows } from './spec.js'
import { hasEnoughStake } from './stake-weight.js'
import { storageIndex, uidOf } from './subnets.js'
import { isRoundOut } from './timelocked-commit.js'
import { isHidden, updatedRecently } from './weights.js'

/** An error that keeps a call from being dispatched, `undefined` when there is none. */
type Objection = SubtensorError | undefined
type Guard<N extends CallName> = (ctx: PoolContext, signer: string, args: CallArgs<N>) => Objection
type Guards = { readonly [N in CallName]?: Guard<N> }

/**
 * Checks of an account's calls that come before their dispatch: in the pool, where the error becomes a code, and inside
 * batches and other wrappers.
 */
const guards: Guards = {
  'SubtensorModule.set_weights': (ctx, hotkey, { netuid }) => weightsObjection(ctx, hotkey, netuid, 0),
  'SubtensorModule.set_mechanism_weights': (ctx, hotkey, { netuid, mecid }) =>
    weightsObjection(ctx, hotkey, netuid, mecid),
  'SubtensorModule.batch_set_weights': (ctx, hotkey, { netuids, weights, version_keys }) =>
    lengthsObjection(netuids, weights, version_keys) ?? stakeObjection(ctx, hotkey, netuids),
  'SubtensorModule.commit_weights': (ctx, hotkey, { netuid }) => commitObjection(ctx, hotkey, netuid, 0),
  'SubtensorModule.commit_mechanism_weights': (ctx, hotkey, { netuid, mecid }) =>
    commitObjection(ctx, hotkey, netuid, mecid),
  'SubtensorModule.batch_commit_weights': (ctx, hotkey, { netuids, commit_hashes }) =>
    lengthsObjection(netuids, commit_hashes) ?? stakeObjection(ctx, hotkey, netuids),
  'SubtensorModule.commit_timelocked_weights': (ctx, hotkey, args) => timelockObjection(ctx, hotkey, args),
  'SubtensorModule.commit_timelocked_mechanism_weights': (ctx, hotkey, args) =>
    timelockObjection(ctx, hotkey, args),
  'SubtensorModule.commit_crv3_mechanism_weights': (ctx, hotkey, args) =>
    timelockObjection(ctx, hotkey, args),
  'SubtensorModule.reveal_weights': (ctx, hotkey, args) =>
    revealObjection(ctx, hotkey, { ...args, mecid: 0 }),
  'SubtensorModule.reveal_mechanism_weights': (ctx, hotkey, args) => revealObjection(ctx, hotkey, args),
  'SubtensorModule.batch_reveal_weights': batchRevealObjection,
  'SubtensorModule.register_network': (ctx) =>
    isNetworkRateLimited(ctx) ? 'NetworkTxRateLimitExceeded' : undefined,
  'SubtensorModule.increase_take': takeObjection,
  'SubtensorModule.decrease_take': takeObjection,
  'SubtensorModule.serve_axon': (ctx, hotkey, args) => axonObjection(ctx, hotkey, args, ctx.switches),
  'SubtensorModule.serve_axon_tls': (ctx, hotkey, args) => axonObjection(ctx, hotkey, args, ctx.switches),
  'SubtensorModule.serve_prometheus': (ctx, hotkey, args) =>
    prometheusObjection(ctx, hotkey, args, ctx.switches),
}

/** The error that keeps an account's call from being dispatched. */
function guardObjection(ctx: PoolContext, call: RuntimeCall): Objection {
  if (ctx.origin.kind !== 'signed') return undefined
  const guard = guards[`${call.pallet}.${call.call}` as CallName] as
    | ((ctx: PoolContext, signer: string, args: unknown) => Objection)
    | undefined
  return guard?.(ctx, ctx.origin.account, call.args)
}

/** Calls that the pool checks since there are guards, and not before. */
const lateGuards = /^SubtensorModule\.(batch_.*_weights|register_network|(in|de)crease_take)$/

/** The error with which the pool refuses an account's call, by the version that the chain reports. */
export function poolObjection(ctx: PoolContext, call: RuntimeCall): Objection {
  if (ctx.origin.kind !== 'signed') return undefined
  const isLeftToBlocks = follows(ctx, 'swapInBlocks') && !follows(ctx, 'guards')
  const swap = isLeftToBlocks ? undefined : coldkeySwapObjection(ctx, ctx.origin.account, call)
  if (swap !== undefined) return swap
  const name = `${call.pallet}.${call.call}` as CallName
  if (!follows(ctx, 'poolChecks')) return oldPoolObjection(ctx, ctx.origin.account, name, call.args)
  return lateGuards.test(name) && !follows(ctx, 'guards') ? undefined : guardObjection(ctx, call)
}

/** Refuses a call inside another one as the pool refuses one that stands alone, with the error instead of its code. */
export function guardDispatch(ctx: PoolContext, call: RuntimeCall): void {
  if (ctx.origin.kind !== 'signed') return
  const swap = coldkeySwapObjection(ctx, ctx.origin.account, call)
  const objection = swap ?? (follows(ctx, 'guards') ? guardObjection(ctx, call) : undefined)
  if (objection !== undefined) throw moduleFailure('SubtensorModule', objection)
}

const lengthsObjection = (...lists: readonly (readonly unknown[])[]): Objection =>
  lists.some(({ length }) => length !== lists[0]?.length) ? 'InputLengthsUnequal' : undefined

const stakeObjection = (ctx: PoolContext, hotkey: string, netuids: readonly number[]): Objection =>
  netuids.every((netuid) => hasEnoughStake(ctx, netuid, hotkey)) ? undefined : 'NotEnoughStakeToSetWeights'

function weightsObjection(ctx: PoolContext, hotkey: string, netuid: number, mechanism: number): Objection {
  const isTooFast = !isHidden(ctx, netuid) && isRateLimited(ctx, hotkey, netuid, mechanism)
  return stakeObjection(ctx, hotkey, [netuid]) ?? (isTooFast ? 'SettingWeightsTooFast' : undefined)
}

function commitObjection(ctx: PoolContext, hotkey: string, netuid: number, mechanism: number): Objection {
  const isTooFast = isRateLimited(ctx, hotkey, netuid, mechanism)
  return stakeObjection(ctx, hotkey, [netuid]) ?? (isTooFast ? 'CommittingWeightsTooFast' : undefined)
}

function isRateLimited(ctx: PoolContext, hotkey: string, netuid: number, mechanism: number): boolean {
  const uid = uidOf(ctx, netuid, hotkey)
  return uid !== undefined && updatedRecently(ctx, netuid, storageIndex(netuid, mechanism), uid)
}

/** Timelocked commits have no rate limit before dispatch. */
const timelockObjection = (
  ctx: PoolContext,
  hotkey: string,
  { netuid, reveal_round: round }: { readonly netuid: number; readonly reveal_round: bigint },
): Objection =>
  stakeObjection(ctx, hotkey, [netuid]) ?? (isRoundOut(ctx, round) ? 'InvalidRevealRound' : undefined)

function revealObjection(
  ctx: PoolContext,
  hotkey: string,
  {
    netuid,
    mecid,
    uids,
    values,
    salt,
    version_key: versionKey,
  }: CallArgs<'SubtensorModule.reveal_mechanism_weights'>,
): Objection {
  const reveal = { uids, values, salt, versionKey }
  return stakeObjection(ctx, hotkey, [netuid]) ?? revealsObjection(ctx, hotkey, netuid, mecid, [reveal])
}

function batchRevealObjection(
  ctx: PoolContext,
  hotkey: string,
  args: CallArgs<'SubtensorModule.batch_reveal_weights'>,
): Objection {
  const { netuid, uids_list: uids, values_list: values, salts_list: salts, version_keys: keys } = args
  const reveals = uids.map((list, position) => ({
    uids: list,
    values: values[position] ?? [],
    salt: salts[position] ?? [],
    versionKey: keys[position] ?? 0n,
  }))
  return (
    lengthsObjection(uids, values, salts, keys) ??
    stakeObjection(ctx, hotkey, [netuid]) ??
    revealsObjection(ctx, hotkey, netuid, 0, reveals)
  )
}

/** The first reveal that has no commit, or not in this epoch, decides; without any reveal, commits must exist. */
function revealsObjection(
  ctx: PoolContext,
  hotkey: string,
  netuid: number,
  mechanism: number,
  reveals: readonly Reveal[],
): Objection {
  if (!ctx.state.SubtensorModule.WeightCommits.has(storageIndex(netuid, mechanism), hotkey)) {
    return 'NoWeightsCommitFound'
  }
  for (const reveal of reveals) {
    const state = commitState(ctx, hotkey, netuid, mechanism, reveal)
    if (state === 'unknown') return 'NoWeightsCommitFound'
    if (state !== 'revealable') return 'RevealTooEarly'
  }
  return undefined
}

function takeObjection(
  ctx: PoolContext,
  coldkey: string,
  { hotkey, take }: CallArgs<'SubtensorModule.increase_take'>,
): Objection {
  const { MinDelegateTake, MaxDelegateTake } = ctx.state.SubtensorModule
  if (take < MinDelegateTake.get()) return 'DelegateTakeTooLow'
  if (take > MaxDelegateTake.get()) return 'DelegateTakeTooHigh'
  if (!hotkeyExists(ctx, hotkey)) return 'HotKeyAccountNotExists'
  return ownerOf(ctx, hotkey) === coldkey ? undefined : 'NonAssociatedColdKey'
}
