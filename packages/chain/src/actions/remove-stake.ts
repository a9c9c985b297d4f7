import { number, optionsOf, parseOptions, showUnits } from '@subnetkit/base'
import { z } from 'zod'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { subnetProblems } from '../plan/checks.js'
import { makePlan, type PlanDraft } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import type { BlockReader } from '../read/block-reader.js'
import { nobody } from '../read/nobody.js'
import { apis } from '../read/runtime-apis.js'
import { alphaText, smallerTrade } from './pool-quote.js'
import { actionReads } from './reads.js'
import type { StakeSubject } from './stake.js'

/** Parameters of {@link removeStake}. */
export interface RemoveStakeParameters extends StakeSubject {
  /** Alpha to sell (TAO on root), in rao, or everything. */
  readonly amount: bigint | 'all'
  /**
   * Maximum fall of the price before inclusion, as a share; the chain refuses beyond it, and nothing is sold.
   * @default 0.05
   */
  readonly tolerance?: number | undefined
}

/** Parameters of {@link moveStake}. */
export interface MoveStakeParameters {
  readonly from: StakeSubject
  readonly to: StakeSubject
  /** Alpha of the origin (TAO on root), in rao, or everything. */
  readonly amount: bigint | 'all'
}

const amount = z.union(
  [parameter.rao.refine((rao) => rao > 0n, { error: 'an amount above 0' }), z.literal('all')],
  { error: "an amount above 0 in rao, a bigint, or 'all'" },
)
const subjectFields = { netuid: parameter.netuid, hotkey: parameter.address }
const removeSchema = optionsOf({
  ...subjectFields,
  coldkey: parameter.address,
  amount,
  tolerance: number(0, 1).optional(),
})
const ends = { from: optionsOf(subjectFields), to: optionsOf(subjectFields) }
const moveSchema = optionsOf({ coldkey: parameter.address, ...ends, amount }).refine(
  ({ from, to }) => from.netuid !== to.netuid || from.hotkey !== to.hotkey,
  { path: ['to'], message: 'another hotkey or subnet than the origin' },
)

/** Minimum TAO that the chain pays out for stake, rao, unless it is the whole stake. */
const leastPaid = 2_000_000n
const rao = 1_000_000_000n

/** Plans to sell alpha of the coldkey for TAO; the result is the remaining stake, in rao. Each run sells again. */
export async function planRemoveStake(
  client: ChainClient,
  parameters: RemoveStakeParameters & { readonly coldkey: string },
): Promise<Plan<bigint>> {
  const order = parseOptions(removeSchema, parameters, 'stake')
  const { netuid, hotkey, coldkey, tolerance = 0.05 } = order
  const { plan } = await makePlan(client, {
    title: `removal of stake from hotkey ${hotkey} on subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    async read(open) {
      const { block, values } = await open(actionReads.stake({ netuid, hotkey }))
      const info = await block.call(apis.stakeInfo(hotkey, coldkey, netuid))
      return { ...values, stake: info?.stake ?? 0n }
    },
    result: ({ stake }, before) => (before !== null && stake < before.stake ? stake : null),
    async draft({ stake, exists, isStarted, owner }, block) {
      const closed = closedProblems({ ...order, exists, isStarted, owner })
      if (closed.length > 0) return { steps: [], problems: closed }
      const sale = await quoteSale(block, { ...order, stake })
      if ('problems' in sale) return sale
      const { alpha, tao, reached, price } = sale
      const limit = reached - (reached * BigInt(Math.round(tolerance * 1e6))) / 1_000_000n
      return {
        steps: [
          {
            call: calls.removeStakeLimit(hotkey, netuid, alpha, limit, false),
            description: `sells ${alphaText(alpha, netuid)} of hotkey ${hotkey} on subnet ${netuid} for about ${showUnits(tao)} TAO`,
            cost: 0n,
          },
        ],
        problems: [],
        notes: [
          `the price moves from ${showUnits(price)} to ${showUnits(reached)} TAO per alpha; the chain refuses below ${showUnits(limit)}`,
        ],
      }
    },
  })
  return plan
}

/**
 * Plans to move stake of the coldkey to another hotkey, another subnet or both; the result is the stake at the
 * destination, in rao. Each run moves again.
 */
export async function planMoveStake(
  client: ChainClient,
  parameters: MoveStakeParameters & { readonly coldkey: string },
): Promise<Plan<bigint>> {
  const order = parseOptions(moveSchema, parameters, 'move')
  const { coldkey, from, to } = order
  const { plan } = await makePlan(client, {
    title: `move of stake from subnet ${from.netuid} to subnet ${to.netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    async read(open) {
      const { block, values } = await open(actionReads.move({ from, to }))
      const stakes = await block.call(apis.stakesOf(coldkey))
      const stakeAt = (end: StakeSubject) =>
        stakes.find(({ hotkey, netuid }) => hotkey === end.hotkey && netuid === end.netuid)?.stake ?? 0n
      return { ...values, stake: stakeAt(from), there: stakeAt(to) }
    },
    result: ({ there }, before) => (before !== null && there > before.there ? there : null),
    async draft({ stake, exists, isStarted, owners }, block) {
      const closed = [from, to].flatMap((end, at) =>
        closedProblems({
          ...end,
          exists: exists[at] === true,
          isStarted: isStarted[at] === true,
          owner: owners[at] ?? nobody,
        }),
      )
      if (closed.length > 0) return { steps: [], problems: closed }
      const sale = await quoteSale(block, {
        ...from,
        coldkey,
        amount: order.amount,
        stake,
        mayLeaveLittle: false,
      })
      if ('problems' in sale) return sale
      const { alpha, tao } = sale
      const isSale = from.netuid !== to.netuid
      return {
        steps: [
          {
            call: calls.moveStake(from.hotkey, to.hotkey, from.netuid, to.netuid, alpha),
            description: `moves ${alphaText(alpha, from.netuid)} from hotkey ${from.hotkey} on subnet ${from.netuid} to hotkey ${to.hotkey} on subnet ${to.netuid}`,
            cost: 0n,
          },
        ],
        problems: [],
        notes: isSale
          ? [`it is worth about ${showUnits(tao)} TAO; the call sells and buys without a limit of the price`]
          : [],
      }
    },
  })
  return plan
}

/**
 * Sells alpha of the coldkey on a hotkey of a subnet for TAO, and returns the remaining stake, in rao. Each run sells
 * again. Throws STAKE_MISSING, UNSTAKE_AMOUNT_LOW, SUBNET_NOT_STARTED, POOL_TOO_SMALL, and the errors of
 * {@link runPlan}.
 */
export const removeStake = command('coldkey', planRemoveStake, theValue)

/**
 * Moves stake of the coldkey to another hotkey, another subnet or both, and returns the stake at the destination, in
 * rao. Each run moves again. Throws as {@link removeStake} does.
 */
export const moveStake = command('coldkey', planMoveStake, theValue)

interface Sale {
  readonly alpha: bigint
  readonly tao: bigint
  readonly price: bigint
  /** Price after the sale. */
  readonly reached: bigint
}

/** Proceeds of selling at this block, or the chain's reason against it. */
async function quoteSale(
  block: BlockReader,
  order: StakeSubject & {
    readonly coldkey: string
    readonly amount: bigint | 'all'
    readonly stake: bigint
    readonly mayLeaveLittle?: boolean
  },
): Promise<Sale | PlanDraft> {
  const { netuid, hotkey, coldkey, stake, mayLeaveLittle = true } = order
  const alpha = order.amount === 'all' ? stake : order.amount
  const refused = (error: Parameters<typeof problem>[0]): PlanDraft => ({
    steps: [],
    problems: [problem(error)],
  })
  if (alpha === 0n || alpha > stake) {
    const held = alphaText(stake, netuid)
    const wanted = alpha === 0n ? 'amount' : alphaText(alpha, netuid)
    const fix =
      stake === 0n
        ? 'Check the coldkey, the hotkey and the netuid.'
        : `Unstake at most ${held}, or everything.`
    return refused(chainError('STAKE_MISSING', { coldkey, hotkey, netuid, held, amount: wanted, fix }))
  }
  const {
    tao_amount: tao,
    alpha_amount: sold,
    tao_slippage: slippage,
  } = await block.call(apis.simulateSale(netuid, alpha))
  if (sold === 0n) {
    const amount = alphaText(alpha, netuid)
    const details = { netuid, trade: 'buy', amount, reserve: '', fix: smallerTrade }
    return refused(chainError('POOL_TOO_SMALL', details))
  }
  const isAll = alpha === stake && mayLeaveLittle
  if (tao <= leastPaid && !isAll) {
    const details = { amount: alphaText(alpha, netuid), netuid, tao, least: leastPaid }
    return refused(chainError('UNSTAKE_AMOUNT_LOW', details))
  }
  const price = ((tao + slippage) * rao) / sold
  const mean = (tao * rao) / sold
  // As when buying: on a product curve the mean price is the geometric mean of the first and the last.
  const reached = netuid === 0 || price === 0n ? price : (mean * mean) / price
  return { alpha, tao, price, reached: reached < price ? reached : price }
}

function closedProblems(end: {
  readonly netuid: number
  readonly hotkey: string
  readonly exists: boolean
  readonly isStarted: boolean
  readonly owner: string
}) {
  const { netuid, hotkey, isStarted, owner } = end
  const unknown = subnetProblems(end)
  if (unknown.length > 0) return unknown
  return [
    ...(isStarted ? [] : [chainError('SUBNET_NOT_STARTED', { netuid })]),
    ...(owner === nobody ? [chainError('HOTKEY_UNKNOWN', { hotkey })] : []),
  ].map((error) => problem(error))
}
