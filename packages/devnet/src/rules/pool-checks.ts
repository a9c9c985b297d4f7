import type { PoolContext } from '../runtime/context.js'
import type { CallArgs, CallName } from '../schema/schema.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { shieldObjection } from '../shield/submission.js'
import { hotkeyExists, ownerOf } from './accounts.js'
import { coldkeySwapObjection } from './coldkey-swap.js'
import { commitState } from './commit-reveal.js'
import type { SubtensorError } from './refusal.js'
import { axonObjection, prometheusObjection } from './serving.js'
import { hasEnoughStake } from './stake-weight.js'
import { storageIndex, uidOf } from './subnets.js'
import { changedTakeRecently } from './take.js'
import { isRoundOut } from './timelocked-commit.js'
import { updatedRecently } from './weights.js'

/** Custom codes with which the transaction pool refuses. */
const poolCode = {
  stakeAmountTooLow: 1,
  hotkeyAccountDoesntExist: 4,
  rateLimitExceeded: 6,
  hotKeyNotRegisteredInNetwork: 10,
  invalidIpAddress: 11,
  servingRateLimitExceeded: 12,
  invalidPort: 13,
  invalidRevealRound: 15,
  commitNotFound: 16,
  commitBlockNotInRevealRange: 17,
  nonAssociatedColdKey: 25,
} as const

/** Codes of the errors that the serving calls are refused with; InvalidIpType has none. */
const servingCodes: Partial<Record<SubtensorError, number>> = {
  HotKeyNotRegisteredInNetwork: poolCode.hotKeyNotRegisteredInNetwork,
  InvalidIpAddress: poolCode.invalidIpAddress,
  ServingRateLimitExceeded: poolCode.servingRateLimitExceeded,
  InvalidPort: poolCode.invalidPort,
}

type PoolCheck<N extends CallName> = (ctx: PoolContext, signer: string, args: CallArgs<N>) => number | null
type PoolChecks = { readonly [N in CallName]?: PoolCheck<N> }

const checks: PoolChecks = {
  'SubtensorModule.set_weights': (ctx, signer, { netuid }) => checkWeights(ctx, signer, netuid, 0),
  'SubtensorModule.set_mechanism_weights': (ctx, signer, { netuid, mecid }) =>
    checkWeights(ctx, signer, netuid, mecid),
  'SubtensorModule.commit_weights': (ctx, signer, { netuid }) => checkCommit(ctx, signer, netuid, 0),
  'SubtensorModule.commit_mechanism_weights': (ctx, signer, { netuid, mecid }) =>
    checkCommit(ctx, signer, netuid, mecid),
  'SubtensorModule.commit_timelocked_weights': (ctx, signer, { netuid, reveal_round: round }) =>
    checkCommit(ctx, signer, netuid, 0, round),
  'SubtensorModule.commit_timelocked_mechanism_weights': (ctx, signer, args) =>
    checkCommit(ctx, signer, args.netuid, args.mecid, args.reveal_round),
  'SubtensorModule.commit_crv3_mechanism_weights': (ctx, signer, args) =>
    checkCommit(ctx, signer, args.netuid, args.mecid, args.reveal_round),
  'SubtensorModule.reveal_weights': (ctx, signer, args) => checkReveal(ctx, signer, { ...args, mecid: 0 }),
  'SubtensorModule.reveal_mechanism_weights': (ctx, signer, args) => checkReveal(ctx, signer, args),
  'SubtensorModule.serve_axon': (ctx, signer, args) =>
    servingCode(axonObjection(ctx, signer, args, ctx.switches)),
  'SubtensorModule.serve_axon_tls': (ctx, signer, args) =>
    servingCode(axonObjection(ctx, signer, args, ctx.switches)),
  'SubtensorModule.serve_prometheus': (ctx, signer, args) =>
    servingCode(prometheusObjection(ctx, signer, args, ctx.switches)),
  'SubtensorModule.increase_take': (ctx, signer, { hotkey }) =>
    checkTakeOwner(ctx, signer, hotkey) ??
    (changedTakeRecently(ctx, hotkey) ? poolCode.rateLimitExceeded : null),
  'SubtensorModule.decrease_take': (ctx, signer, { hotkey }) => checkTakeOwner(ctx, signer, hotkey),
  'MevShield.submit_encrypted': (ctx, _, { ciphertext }) => shieldObjection(ctx, ciphertext),
}

/** Reason to keep a call out of the pool, as its custom code. Calls inside wrappers are checked on dispatch. */
export function checkForPool(ctx: PoolContext, call: RuntimeCall): number | null {
  if (ctx.origin.kind !== 'signed') return null
  const swap = coldkeySwapObjection(ctx, ctx.origin.account, call)
  if (swap !== undefined) return swap === 'ColdkeySwapDisputed' ? 21 : 0
  const name = `${call.pallet}.${call.call}` as CallName
  const check = checks[name] as
    | ((ctx: PoolContext, signer: string, args: unknown) => number | null)
    | undefined
  return check?.(ctx, ctx.origin.account, call.args) ?? null
}

function checkWeights(ctx: PoolContext, hotkey: string, netuid: number, mechanism: number): number | null {
  if (!hasEnoughStake(ctx, netuid, hotkey)) return poolCode.stakeAmountTooLow
  const isHidden = ctx.state.SubtensorModule.CommitRevealWeightsEnabled.get(netuid)
  return isHidden ? null : checkRate(ctx, hotkey, netuid, mechanism)
}

function checkCommit(
  ctx: PoolContext,
  hotkey: string,
  netuid: number,
  mechanism: number,
  round?: bigint,
): number | null {
  if (!hasEnoughStake(ctx, netuid, hotkey)) return poolCode.stakeAmountTooLow
  if (round !== undefined && isRoundOut(ctx, round)) return poolCode.invalidRevealRound
  return checkRate(ctx, hotkey, netuid, mechanism)
}

function checkRate(ctx: PoolContext, hotkey: string, netuid: number, mechanism: number): number | null {
  const uid = uidOf(ctx, netuid, hotkey)
  if (uid === undefined) return null
  const isTooSoon = updatedRecently(ctx, netuid, storageIndex(netuid, mechanism), uid)
  return isTooSoon ? poolCode.rateLimitExceeded : null
}

function checkReveal(
  ctx: PoolContext,
  hotkey: string,
  args: CallArgs<'SubtensorModule.reveal_mechanism_weights'>,
): number | null {
  if (!hasEnoughStake(ctx, args.netuid, hotkey)) return poolCode.stakeAmountTooLow
  const state = commitState(ctx, hotkey, args)
  if (state === 'unknown') return poolCode.commitNotFound
  return state === 'revealable' ? null : poolCode.commitBlockNotInRevealRange
}

const servingCode = (objection: SubtensorError | undefined): number | null =>
  objection === undefined ? null : (servingCodes[objection] ?? null)

function checkTakeOwner(ctx: PoolContext, coldkey: string, hotkey: string): number | null {
  if (!hotkeyExists(ctx, hotkey)) return poolCode.hotkeyAccountDoesntExist
  return ownerOf(ctx, hotkey) === coldkey ? null : poolCode.nonAssociatedColdKey
}
