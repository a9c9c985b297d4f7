import { number, optionsOf, parseOptions, showUnits } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { calls } from '../extrinsic/calls.js'
import { subnetProblems } from '../plan/checks.js'
import { makePlan, type OpenPlan, type PlanDraft } from '../plan/make-plan.js'
import { parameter } from '../plan/parameters.js'
import { type Plan, type PlanProblem, problem } from '../plan/plan.js'
import { command, theValue } from '../plan/run-plan.js'
import { nobody } from '../read/nobody.js'
import { apis } from '../read/runtime-apis.js'
import type { ValuesOf } from '../read/storage.js'
import { alphaText, type PoolQuote, quoteAlpha, quoteTao } from './pool-quote.js'
import { actionReads } from './reads.js'

/** Limits of the price of alpha. */
export interface PriceLimits {
  /**
   * Maximum price of a purchase, rao per alpha.
   * @default the price after the purchase at this block, plus `tolerance`
   */
  readonly maxPrice?: bigint | undefined
  /**
   * Maximum rise of the price before inclusion, as a share; the chain refuses beyond it, and nothing is paid.
   * @default 0.05
   */
  readonly tolerance?: number | undefined
}

/** A hotkey to stake on, and the subnet. */
export interface StakeSubject {
  readonly netuid: number
  readonly hotkey: string
}

/** Parameters of {@link stakeAtLeast}. */
export interface StakeParameters extends StakeSubject, PriceLimits {
  /** Alpha (TAO on root) that the coldkey should have on the hotkey, in rao. */
  readonly atLeast: bigint
}

/** Parameters of {@link addStake}. */
export interface AddStakeParameters extends StakeSubject, PriceLimits {
  /** TAO to stake, in rao. */
  readonly amount: bigint
}

const subjectFields = {
  netuid: parameter.netuid,
  hotkey: parameter.address,
  coldkey: parameter.address,
  maxPrice: parameter.rao.optional(),
  tolerance: number(0, 1_000).optional(),
}
const schema = optionsOf({ ...subjectFields, atLeast: parameter.rao })
const addSchema = optionsOf({ ...subjectFields, amount: parameter.rao })

/** Minimum TAO that the chain accepts as stake, rao, before the pool's fee. */
const leastStake = 2_000_000n

type StakeState = ValuesOf<ReturnType<typeof actionReads.stake>> & {
  /** Alpha of the coldkey on the hotkey, in rao; TAO on root. */
  readonly stake: bigint
}

/**
 * Plans to raise the coldkey's stake on a hotkey to at least `atLeast` alpha (TAO on root), in rao, by buying the
 * difference. The result is the stake. Running it again changes nothing.
 */
export async function planStake(
  client: ChainClient,
  parameters: StakeParameters & { readonly coldkey: string },
): Promise<Plan<bigint>> {
  const order = parseOptions(schema, parameters, 'stake')
  const { netuid, hotkey, coldkey, atLeast } = order
  const { plan } = await makePlan(client, {
    title: `stake of at least ${alphaText(atLeast, netuid)} on hotkey ${hotkey} of subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    read: (open) => readStake(open, order),
    result: ({ stake }) => (stake >= atLeast ? stake : null),
    draft: (state, block) =>
      draftStake(state, order, () =>
        quoteAlpha(block, {
          netuid,
          alpha: atLeast - state.stake,
          // The chain has a minimum: then slightly more than requested is staked.
          least: 2n * leastStake,
          reserves: state,
          stake: state.stake,
        }),
      ),
  })
  return plan
}

/** Plans to stake `amount` TAO, in rao, on top of the present stake; the result is the stake. Each run stakes again. */
export async function planAddStake(
  client: ChainClient,
  parameters: AddStakeParameters & { readonly coldkey: string },
): Promise<Plan<bigint>> {
  const order = parseOptions(addSchema, parameters, 'stake')
  const { netuid, coldkey, amount } = order
  const { plan } = await makePlan(client, {
    title: `staking on subnet ${netuid}`,
    signer: { key: 'coldkey', address: coldkey },
    read: (open) => readStake(open, order),
    result: ({ stake }, before) => (before !== null && stake > before.stake ? stake : null),
    draft: (state, block) =>
      draftStake(state, { ...order, spends: 'stake' }, async () =>
        // For so small an amount the pool would only report that it returns nothing.
        amount < leastStake
          ? problem(chainError('STAKE_AMOUNT_LOW', { amount, netuid, least: leastStake }))
          : quoteTao(block, { netuid, amount }),
      ),
  })
  return plan
}

/**
 * Raises the coldkey's stake on a hotkey to at least `atLeast` alpha, in rao, and returns the stake that the chain
 * holds. Running it again changes nothing. Throws BALANCE_TOO_LOW, SUBNET_NOT_STARTED, STAKE_AMOUNT_LOW,
 * STAKE_TOO_LARGE, POOL_TOO_SMALL, SLIPPAGE_ABOVE_CAP, HOTKEY_UNKNOWN, and the errors of {@link runPlan}.
 */
export const stakeAtLeast = command('coldkey', planStake, theValue)

/**
 * Stakes TAO of the coldkey on a hotkey of a subnet, which buys alpha. Returns the coldkey's alpha there afterwards, in
 * rao. Each run stakes again, unlike {@link stakeAtLeast}. Throws the same errors.
 */
export const addStake = command('coldkey', planAddStake, theValue)

async function readStake(
  open: OpenPlan,
  { netuid, hotkey, coldkey }: StakeSubject & { readonly coldkey: string },
): Promise<StakeState> {
  const { block, values } = await open(actionReads.stake({ netuid, hotkey }))
  const info = await block.call(apis.stakeInfo(hotkey, coldkey, netuid))
  return { ...values, stake: info?.stake ?? 0n }
}

async function draftStake(
  state: StakeState,
  order: StakeSubject & PriceLimits & Pick<PlanDraft, 'spends'>,
  quote: () => Promise<PoolQuote | PlanProblem>,
): Promise<PlanDraft> {
  const { netuid, hotkey, maxPrice, tolerance = 0.05, spends } = order
  const closed = poolProblems(state, netuid)
  if (closed.length > 0) return { steps: [], problems: closed }
  const quoted = await quote()
  const unknown = state.owner === nobody ? [problem(chainError('HOTKEY_UNKNOWN', { hotkey }))] : []
  if ('code' in quoted) return { steps: [], problems: [...unknown, quoted] }
  const { amount, fee, price, reached } = quoted
  const limit = maxPrice ?? reached + (reached * BigInt(Math.round(tolerance * 1e6))) / 1_000_000n + 1n
  const low = isStakeable(quoted)
    ? []
    : [chainError('STAKE_AMOUNT_LOW', { amount, netuid, least: leastStake + fee })]
  const dear =
    reached > limit ? [chainError('SLIPPAGE_ABOVE_CAP', { amount, netuid, price, reached, cap: limit })] : []
  return {
    steps: [
      {
        call: calls.addStakeLimit(hotkey, netuid, amount, limit, false),
        description: `stakes on hotkey ${hotkey} of subnet ${netuid}`,
        cost: amount,
      },
    ],
    problems: [...unknown, ...[...low, ...dear].map((error) => problem(error))],
    notes: [
      `the price moves from ${showUnits(price)} to ${showUnits(reached)} TAO per alpha; the chain refuses above ${showUnits(limit)}`,
      `the pool takes ${showUnits(fee)} TAO of fee, and gives ${showUnits(quoted.alpha)} alpha`,
    ],
    ...(spends !== undefined && { spends }),
  }
}

const isStakeable = ({ amount, fee }: PoolQuote) => amount >= leastStake + fee

function poolProblems({ exists, isStarted }: StakeState, netuid: number): PlanProblem[] {
  const unknown = subnetProblems({ exists, netuid })
  if (unknown.length > 0 || isStarted) return unknown
  return [problem(chainError('SUBNET_NOT_STARTED', { netuid }))]
}
