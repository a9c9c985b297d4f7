import type { Codec } from '@polkadot/types/types'
import { showUnits } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { Signer } from '../extrinsic/types.js'
import { ownerOfHotkey, subnetProblems } from '../plan/checks.js'
import { makePlan } from '../plan/make-plan.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { runPlan } from '../plan/run-plan.js'
import { optional, toBigInt } from '../read/runtime.js'
import { type ChainView, subtensor } from '../read/view.js'
import { type PoolQuote, quoteAlpha, quoteTao } from './pool-quote.js'

/** How far the price of alpha may move. */
export interface PriceLimits {
  /**
   * Highest price at which alpha may still be bought, rao per alpha.
   * @default what buying moves it to at this block, plus `tolerance`
   */
  readonly maxPrice?: bigint | undefined
  /**
   * By which share of the price others may move it before inclusion; the chain refuses beyond, and nothing is paid.
   * @default 0.05
   */
  readonly tolerance?: number | undefined
}

/** Whose stake, and where. */
export interface StakeSubject {
  readonly netuid: number
  readonly hotkey: string
}

/** Least TAO that the chain takes as stake, rao, before the fee of the pool. */
const leastStake = 2_000_000n

/**
 * Plans to bring the coldkey's stake on a hotkey to at least `atLeast` alpha (on root: TAO), in rao; what is missing is
 * bought. The result is the stake. Running it again changes nothing.
 */
export function planStake(
  client: ChainClient,
  parameters: StakeSubject & PriceLimits & { readonly coldkey: string; readonly atLeast: bigint },
): Promise<Plan<bigint>> {
  const { netuid, hotkey, coldkey, atLeast } = parameters
  return makePlan(client, (view) => ({
    title: `stake of at least ${showUnits(atLeast)} on hotkey ${hotkey} of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) => {
      const stake = await readStake(at, parameters)
      return stake >= atLeast ? stake : null
    },
    look: async () => {
      const missing = atLeast - (await readStake(view, parameters))
      // The chain takes no less than a minimum: then a little more than asked for is staked.
      return lookAtPool(view, parameters, async () => {
        const quote = await quoteAlpha(view, netuid, missing)
        return 'code' in quote || isEnough(quote) ? quote : quoteTao(view, netuid, 2n * leastStake)
      })
    },
  }))
}

/** Plans to stake `amount` TAO, in rao, over what is staked; the result is the stake. Each run stakes again. */
export function planAddStake(
  client: ChainClient,
  parameters: StakeSubject & PriceLimits & { readonly coldkey: string; readonly amount: bigint },
): Promise<Plan<bigint>> {
  const { netuid, hotkey, coldkey, amount } = parameters
  return makePlan(client, (view) => ({
    title: `staking on subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    held: async (at) => {
      if (at.block.number === view.block.number) return null
      const [before, after] = await Promise.all([readStake(view, parameters), readStake(at, parameters)])
      return after > before ? after : null
    },
    look: () =>
      lookAtPool(view, { ...parameters, hotkey }, async () =>
        // The pool would not say more of so little than that it gives nothing for it.
        amount < leastStake
          ? problem(chainError('STAKE_AMOUNT_LOW', { amount, netuid, least: leastStake }))
          : quoteTao(view, netuid, amount),
      ),
  }))
}

/**
 * Brings the coldkey's stake on a hotkey to at least `atLeast` alpha, in rao, and returns the stake that the chain
 * holds. Running it again changes nothing. Throws BALANCE_TOO_LOW, SUBNET_NOT_STARTED, STAKE_AMOUNT_LOW,
 * STAKE_TOO_LARGE, SLIPPAGE_ABOVE_CAP, HOTKEY_UNKNOWN, and what {@link runPlan} throws.
 */
export async function stakeAtLeast(
  client: ChainClient,
  coldkey: Signer,
  parameters: StakeSubject & PriceLimits & { readonly atLeast: bigint },
): Promise<bigint> {
  const plan = await planStake(client, { ...parameters, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

/**
 * Stakes TAO of the coldkey on a hotkey of a subnet; the pool gives alpha for it. Returns the coldkey's alpha there
 * afterwards, in rao. Each run stakes again: {@link stakeAtLeast} does not. Throws as that does.
 */
export async function addStake(
  client: ChainClient,
  coldkey: Signer,
  parameters: StakeSubject & PriceLimits & { readonly amount: bigint },
): Promise<bigint> {
  const plan = await planAddStake(client, { ...parameters, coldkey: coldkey.address })
  return (await runPlan(client, coldkey, plan)).value
}

/** What a coldkey has on a hotkey of a subnet: alpha, on root TAO, in rao. */
async function readStake(
  view: ChainView,
  { netuid, hotkey, coldkey }: StakeSubject & { readonly coldkey: string },
): Promise<bigint> {
  const method = 'get_stake_info_for_hotkey_coldkey_netuid'
  const info = optional(await view.ask('StakeInfoRuntimeApi', method, hotkey, coldkey, netuid))
  return info === null ? 0n : toBigInt((info as unknown as { stake: Codec }).stake)
}

async function lookAtPool(
  view: ChainView,
  parameters: StakeSubject & PriceLimits,
  quote: () => Promise<PoolQuote | PlanProblem>,
) {
  const { netuid, hotkey, maxPrice, tolerance = 0.05 } = parameters
  const closed = await poolProblems(view, netuid)
  if (closed.length > 0) return { steps: [], problems: closed }
  const [owner, quoted] = await Promise.all([ownerOfHotkey(view, hotkey), quote()])
  const unknown = owner === null ? [problem(chainError('HOTKEY_UNKNOWN', { hotkey }))] : []
  if ('code' in quoted) return { steps: [], problems: [...unknown, quoted] }
  const { amount, fee, price, reached } = quoted
  const limit = maxPrice ?? reached + (reached * BigInt(Math.round(tolerance * 1e6))) / 1_000_000n + 1n
  const least = leastStake + fee
  const call = {
    pallet: 'SubtensorModule',
    call: 'add_stake_limit',
    args: [hotkey, netuid, amount, limit, false],
  }
  const tooDear = reached > limit
  return {
    steps: [{ call, why: `stakes on hotkey ${hotkey} of subnet ${netuid}`, cost: amount }],
    problems: [
      ...unknown,
      ...(!isEnough(quoted) ? [problem(chainError('STAKE_AMOUNT_LOW', { amount, netuid, least }))] : []),
      ...(tooDear
        ? [problem(chainError('SLIPPAGE_ABOVE_CAP', { amount, netuid, price, reached, cap: limit }))]
        : []),
    ],
    notes: [
      `the price moves from ${showUnits(price)} to ${showUnits(reached)} TAO per alpha; the chain refuses above ${showUnits(limit)}`,
      `the pool takes ${showUnits(fee)} TAO of fee, and gives ${showUnits(quoted.alpha)} alpha`,
    ],
  }
}

const isEnough = ({ amount, fee }: PoolQuote) => amount >= leastStake + fee

async function poolProblems(view: ChainView, netuid: number): Promise<PlanProblem[]> {
  const unknown = await subnetProblems(view, netuid)
  if (unknown.length > 0) return unknown
  const isOpen = await subtensor.flag(view, 'SubtokenEnabled', netuid)
  return isOpen ? [] : [problem(chainError('SUBNET_NOT_STARTED', { netuid }))]
}
