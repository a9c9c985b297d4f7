import { constantOf } from '../../../schema/constant.js'
import type { CallArgs } from '../../../schema/schema.js'
import { type CallContext, type CallHandlers, ensureSigned } from '../../context.js'
import { decProviders, freeBalance, incProviders, transfer } from '../../currency.js'
import { DispatchFailure } from '../../failure.js'
import { specVersionOf } from '../../image.js'
import { dropCall, keepCall, readCall } from '../preimage/bounded-call.js'
import { contribute, refund, withdraw } from './contributions.js'
import { fundsAccount, type Loan, loanOf, ownLoan, refuse, requireEnd } from './loan.js'

const LEAST_DEPOSIT = constantOf('Crowdloan', 'MinimumDeposit')
const LEAST_CONTRIBUTION = constantOf('Crowdloan', 'AbsoluteMinimumContribution')
const U32_MAX = 0xffff_ffff
/** First spec version in which a crowdloan has either a call or a target; before, both or neither were possible too. */
const EITHER_OR = 408

function create(ctx: CallContext, args: CallArgs<'Crowdloan.create'>): void {
  const creator = ensureSigned(ctx)
  const { deposit, min_contribution, cap, end, call, target_address } = args
  refuse(deposit < LEAST_DEPOSIT, 'DepositTooLow')
  refuse(cap <= deposit, 'CapTooLow')
  refuse(min_contribution < LEAST_CONTRIBUTION, 'MinimumContributionTooLow')
  const isEither = (call === undefined) !== (target_address === undefined)
  refuse(!isEither && specVersionOf(ctx.state) >= EITHER_OR, 'InvalidFinalizationConfig')
  requireEnd(ctx, end)
  refuse(freeBalance(ctx, creator) < deposit, 'InsufficientBalance')
  const { Crowdloans, Contributions, NextCrowdloanId } = ctx.state.Crowdloan
  const id = NextCrowdloanId.get()
  refuse(id === U32_MAX, 'Overflow')
  NextCrowdloanId.set(id + 1)
  const funds_account = fundsAccount(id)
  incProviders(ctx, funds_account)
  Crowdloans.set(id, {
    creator,
    deposit,
    min_contribution,
    end,
    cap,
    funds_account,
    raised: deposit,
    target_address,
    call: call && keepCall(ctx, call),
    finalized: false,
    contributors_count: 1,
  })
  transfer(ctx, creator, funds_account, deposit, 'allow')
  Contributions.set(id, creator, deposit)
  ctx.deposit('Crowdloan', 'Created', { crowdloan_id: id, creator, end, cap })
}

/** finalize: pays the target, or makes the call in the creator's name. */
function finalize(ctx: CallContext, { crowdloan_id: id }: CallArgs<'Crowdloan.finalize'>): void {
  const who = ensureSigned(ctx)
  const loan = loanOf(ctx, id)
  refuse(who !== loan.creator, 'InvalidOrigin')
  refuse(loan.raised !== loan.cap, 'CapNotRaised')
  refuse(loan.finalized, 'AlreadyFinalized')
  const { call, target_address: target } = loan
  const isNeither = call === undefined && target === undefined
  refuse(isNeither && specVersionOf(ctx.state) >= EITHER_OR, 'InvalidFinalizationConfig')
  if (target !== undefined) transfer(ctx, loan.funds_account, target, loan.raised, 'allow')
  if (call !== undefined) makeCall(ctx, id, loan)
  ctx.state.Crowdloan.Crowdloans.set(id, { ...loan, finalized: true })
  ctx.deposit('Crowdloan', 'Finalized', { crowdloan_id: id })
}

function makeCall(ctx: CallContext, id: number, { call: kept, creator }: Loan): void {
  const call = (kept && readCall(ctx, kept)) ?? ctx.fail('Crowdloan', 'CallUnavailable')
  const { CurrentCrowdloanId } = ctx.state.Crowdloan
  CurrentCrowdloanId.set(id)
  const error = ctx.dispatch(call, { kind: 'signed', account: creator })
  if (error) throw new DispatchFailure(error, `${call.pallet}.${call.call} of a crowdloan`)
  CurrentCrowdloanId.remove()
}

/** dissolve: once only the creator's contribution is left. */
function dissolve(ctx: CallContext, { crowdloan_id: id }: CallArgs<'Crowdloan.dissolve'>): void {
  const loan = ownLoan(ctx, id)
  const { Crowdloans, Contributions, MaxContributions } = ctx.state.Crowdloan
  const own = Contributions.get(id, loan.creator) ?? ctx.fail('Crowdloan', 'NoContribution')
  refuse(own !== loan.raised, 'NotReadyToDissolve')
  transfer(ctx, loan.funds_account, loan.creator, own, 'allow')
  Contributions.remove(id, loan.creator)
  if (loan.call) dropCall(ctx, loan.call)
  decProviders(ctx, loan.funds_account)
  Crowdloans.remove(id)
  MaxContributions.remove(id)
  ctx.deposit('Crowdloan', 'Dissolved', { crowdloan_id: id })
}

/** Handlers of the pallet Crowdloan. */
export const crowdloanCalls: CallHandlers = {
  'Crowdloan.create': create,
  'Crowdloan.contribute': contribute,
  'Crowdloan.withdraw': withdraw,
  'Crowdloan.finalize': finalize,
  'Crowdloan.refund': refund,
  'Crowdloan.dissolve': dissolve,

  'Crowdloan.update_min_contribution': (ctx, { crowdloan_id, new_min_contribution }) => {
    const loan = ownLoan(ctx, crowdloan_id)
    refuse(new_min_contribution < LEAST_CONTRIBUTION, 'MinimumContributionTooLow')
    const most = ctx.state.Crowdloan.MaxContributions.get(crowdloan_id)
    refuse(most !== undefined && new_min_contribution > most, 'MinimumContributionTooHigh')
    ctx.state.Crowdloan.Crowdloans.set(crowdloan_id, { ...loan, min_contribution: new_min_contribution })
    ctx.deposit('Crowdloan', 'MinContributionUpdated', { crowdloan_id, new_min_contribution })
  },

  'Crowdloan.update_end': (ctx, { crowdloan_id, new_end }) => {
    const loan = ownLoan(ctx, crowdloan_id)
    requireEnd(ctx, new_end)
    ctx.state.Crowdloan.Crowdloans.set(crowdloan_id, { ...loan, end: new_end })
    ctx.deposit('Crowdloan', 'EndUpdated', { crowdloan_id, new_end })
  },

  'Crowdloan.update_cap': (ctx, { crowdloan_id, new_cap }) => {
    const loan = ownLoan(ctx, crowdloan_id)
    refuse(new_cap < loan.raised, 'CapTooLow')
    ctx.state.Crowdloan.Crowdloans.set(crowdloan_id, { ...loan, cap: new_cap })
    ctx.deposit('Crowdloan', 'CapUpdated', { crowdloan_id, new_cap })
  },

  'Crowdloan.set_max_contribution': (ctx, { crowdloan_id, new_max_contribution: most }) => {
    const loan = ownLoan(ctx, crowdloan_id)
    const { Contributions, MaxContributions } = ctx.state.Crowdloan
    const own = Contributions.get(crowdloan_id, loan.creator) ?? 0n
    const isTooLow = most !== undefined && (most < loan.min_contribution || most < own)
    refuse(isTooLow, 'MaximumContributionTooLow')
    if (most === undefined) MaxContributions.remove(crowdloan_id)
    else MaxContributions.set(crowdloan_id, most)
    ctx.deposit('Crowdloan', 'MaxContributionUpdated', { crowdloan_id, new_max_contribution: most })
  },
}
