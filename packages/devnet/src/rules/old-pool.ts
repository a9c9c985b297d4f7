import type { PoolContext } from '../runtime/context.js'
import { DispatchFailure } from '../runtime/failure.js'
import type { CallArgs, CallName } from '../schema/schema.js'
import { hotkeyExists } from './accounts.js'
import { stakeOf } from './holdings.js'
import { amountToMove } from './move-stake.js'
import type { SubtensorError } from './refusal.js'
import { axonObjection } from './serving.js'
import { amountToAdd, amountToRemove, requireRemovable } from './stake-checks.js'
import { hasEnoughStake } from './stake-weight.js'
import { allNetworks, allSubnets } from './subnets.js'

type Check<N extends CallName> = (ctx: PoolContext, signer: string, args: CallArgs<N>) => void
type Checks = { readonly [N in CallName]?: Check<N> }

/** Throws as dispatch does: checks of calls about stake, which the pool once made as well. */
const stakeChecks: Checks = {
  'SubtensorModule.add_stake': (ctx, coldkey, { hotkey, netuid, amount_staked }) =>
    void amountToAdd(ctx, { hotkey, coldkey, netuid }, amount_staked),
  'SubtensorModule.add_stake_limit': (ctx, coldkey, args) =>
    void amountToAdd(ctx, { ...args, coldkey }, args.amount_staked, limitOf(args)),
  'SubtensorModule.remove_stake': (ctx, coldkey, { hotkey, netuid, amount_unstaked }) =>
    void amountToRemove(ctx, { hotkey, coldkey, netuid }, amount_unstaked),
  'SubtensorModule.remove_stake_limit': (ctx, coldkey, args) =>
    void amountToRemove(ctx, { ...args, coldkey }, args.amount_unstaked, limitOf(args)),
  'SubtensorModule.move_stake': (ctx, coldkey, args) =>
    void amountToMove(ctx, {
      from: { hotkey: args.origin_hotkey, coldkey, netuid: args.origin_netuid },
      to: { hotkey: args.destination_hotkey, coldkey, netuid: args.destination_netuid },
      asked: args.alpha_amount,
    }),
  'SubtensorModule.transfer_stake': (ctx, coldkey, args) =>
    void amountToMove(ctx, {
      from: { hotkey: args.hotkey, coldkey, netuid: args.origin_netuid },
      to: { hotkey: args.hotkey, coldkey: args.destination_coldkey, netuid: args.destination_netuid },
      asked: args.alpha_amount,
      isTransfer: true,
    }),
  'SubtensorModule.swap_stake': (ctx, coldkey, args) => void amountToMove(ctx, swapOf(coldkey, args)),
  'SubtensorModule.swap_stake_limit': (ctx, coldkey, args) =>
    void amountToMove(ctx, { ...swapOf(coldkey, args), limit: limitOf(args) }),
}

const limitOf = (args: { readonly limit_price: bigint; readonly allow_partial: boolean }) => ({
  limitPrice: args.limit_price,
  allowPartial: args.allow_partial,
})

const swapOf = (coldkey: string, args: CallArgs<'SubtensorModule.swap_stake'>) => ({
  from: { hotkey: args.hotkey, coldkey, netuid: args.origin_netuid },
  to: { hotkey: args.hotkey, coldkey, netuid: args.destination_netuid },
  asked: args.alpha_amount,
})

/** Calls that need the stake to set weights, which is all that the pool once asked of them. */
const aboutWeights = /^SubtensorModule\.(set|commit|reveal|batch_reveal)_.*weights$/
const unstakingAll = /^SubtensorModule\.unstake_all(_alpha)?$/

/** The error with which the pool of an old runtime refuses a call. */
export function oldPoolObjection(
  ctx: PoolContext,
  signer: string,
  name: CallName,
  args: unknown,
): SubtensorError | undefined {
  const { netuid, hotkey } = args as { readonly netuid: number; readonly hotkey: string }
  if (aboutWeights.test(name)) {
    return hasEnoughStake(ctx, netuid, signer) ? undefined : 'NotEnoughStakeToSetWeights'
  }
  if (name === 'SubtensorModule.serve_axon' || name === 'SubtensorModule.serve_axon_tls') {
    return axonObjection(ctx, signer, args as CallArgs<'SubtensorModule.serve_axon'>, ctx.switches)
  }
  if (unstakingAll.test(name)) return unstakingObjection(ctx, signer, hotkey, name.endsWith('_alpha'))
  const check = stakeChecks[name] as Check<never> | undefined
  return check && refusalOf(() => check(ctx, signer, args as never))
}

function unstakingObjection(
  ctx: PoolContext,
  coldkey: string,
  hotkey: string,
  onlyAlpha: boolean,
): SubtensorError | undefined {
  if (!hotkeyExists(ctx, hotkey)) return 'HotKeyAccountNotExists'
  const networks = onlyAlpha ? allSubnets(ctx) : allNetworks(ctx)
  const isAny = networks.some((netuid) => {
    const holder = { hotkey, coldkey, netuid }
    return refusalOf(() => requireRemovable(ctx, holder, stakeOf(ctx, holder))) === undefined
  })
  return isAny ? undefined : 'AmountTooLow'
}

function refusalOf(check: () => void): SubtensorError | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof DispatchFailure) return error.message.replace(/^\w+\./, '') as SubtensorError
    throw error
  }
}
