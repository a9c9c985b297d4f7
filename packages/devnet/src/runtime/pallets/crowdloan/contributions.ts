import { constantOf } from '../../../schema/constant.js'
import type { CallArgs } from '../../../schema/schema.js'
import { measuredWeight } from '../../../weights/measured.js'
import { sumOf, timesOf } from '../../../weights/weight.js'
import { type CallContext, ensureSigned } from '../../context.js'
import { freeBalance, transfer } from '../../currency.js'
import { loanOf, ownLoan, refuse } from './loan.js'

const MOST_CONTRIBUTORS = constantOf('Crowdloan', 'MaxContributors')
const MOST_REFUNDS = constantOf('Crowdloan', 'RefundContributorsLimit')

const smallest = (...amounts: bigint[]): bigint => amounts.reduce((least, one) => (one < least ? one : least))

/** contribute: no more than the cap leaves, and than each may give. */
export function contribute(
  ctx: CallContext,
  { crowdloan_id: id, amount: offered }: CallArgs<'Crowdloan.contribute'>,
): void {
  const contributor = ensureSigned(ctx)
  const { Crowdloans, Contributions, MaxContributions } = ctx.state.Crowdloan
  const loan = loanOf(ctx, id)
  refuse(ctx.block >= loan.end, 'ContributionPeriodEnded')
  refuse(loan.raised >= loan.cap, 'CapRaised')
  refuse(offered < loan.min_contribution, 'ContributionTooLow')
  refuse(loan.contributors_count >= MOST_CONTRIBUTORS, 'MaxContributorsReached')
  const before = Contributions.get(id, contributor)
  const most = MaxContributions.get(id)
  refuse(most !== undefined && (before ?? 0n) >= most, 'MaxContributionReached')
  const amount = smallest(offered, loan.cap - loan.raised, (most ?? offered) - (most ? (before ?? 0n) : 0n))
  refuse(freeBalance(ctx, contributor) < amount, 'InsufficientBalance')
  transfer(ctx, contributor, loan.funds_account, amount, 'allow')
  Contributions.set(id, contributor, (before ?? 0n) + amount)
  Crowdloans.set(id, {
    ...loan,
    raised: loan.raised + amount,
    contributors_count: loan.contributors_count + (before === undefined ? 1 : 0),
  })
  ctx.deposit('Crowdloan', 'Contributed', { crowdloan_id: id, contributor, amount })
}

/** withdraw: all that one gave; the creator's deposit stays. */
export function withdraw(ctx: CallContext, { crowdloan_id: id }: CallArgs<'Crowdloan.withdraw'>): void {
  const contributor = ensureSigned(ctx)
  const { Crowdloans, Contributions } = ctx.state.Crowdloan
  const loan = loanOf(ctx, id)
  refuse(loan.finalized, 'AlreadyFinalized')
  const given = Contributions.get(id, contributor) ?? 0n
  refuse(given === 0n, 'NoContribution')
  const isCreator = contributor === loan.creator
  const amount = isCreator ? given - loan.deposit : given
  refuse(amount <= 0n, 'DepositCannotBeWithdrawn')
  if (isCreator) Contributions.set(id, contributor, loan.deposit)
  else Contributions.remove(id, contributor)
  transfer(ctx, loan.funds_account, contributor, amount, 'allow')
  const contributors_count = loan.contributors_count - (isCreator ? 0 : 1)
  Crowdloans.set(id, { ...loan, raised: loan.raised - amount, contributors_count })
  ctx.deposit('Crowdloan', 'Withdrew', { crowdloan_id: id, contributor, amount })
}

/** refund: gives back what others than the creator gave, to so many at a time. */
export function refund(ctx: CallContext, { crowdloan_id: id }: CallArgs<'Crowdloan.refund'>): void {
  const { Crowdloans, Contributions } = ctx.state.Crowdloan
  const loan = ownLoan(ctx, id)
  const others = [...Contributions.entries(id)].filter(([[, contributor]]) => contributor !== loan.creator)
  const refunded = others.slice(0, MOST_REFUNDS)
  let { raised } = loan
  for (const [[, contributor], amount] of refunded) {
    transfer(ctx, loan.funds_account, contributor, amount, 'allow')
    Contributions.remove(id, contributor)
    raised -= amount
  }
  Crowdloans.set(id, { ...loan, raised, contributors_count: loan.contributors_count - refunded.length })
  const event = refunded.length === others.length ? 'AllRefunded' : 'PartiallyRefunded'
  ctx.deposit('Crowdloan', event, { crowdloan_id: id })
  const { base, each } = measuredWeight('Crowdloan.refund', ctx.specVersion)
  ctx.settle({ weight: sumOf(base, timesOf(each, refunded.length)) })
}
