import { constantOf } from '../../../schema/constant.js'
import { fastConstants } from '../../../schema/fast-build.js'
import type { ErrorName } from '../../../schema/schema.js'
import type { Of } from '../../../schema/type.js'
import type { crowdloanInfo } from '../../../schema/types/crowdloan.js'
import { type CallContext, ensureSigned } from '../../context.js'
import { moduleFailure } from '../../failure.js'

export type Loan = Of<typeof crowdloanInfo>

export function refuse(isRefused: boolean, error: ErrorName<'Crowdloan'>): void {
  if (isRefused) throw moduleFailure('Crowdloan', error)
}

const PREFIX = Buffer.from('modl' + 'bt/cloan').toString('hex')

/** The account that holds a crowdloan's TAO: the sub-account of the pallet id "bt/cloan". */
export function fundsAccount(id: number): string {
  const suffix = Buffer.alloc(4)
  suffix.writeUInt32LE(id)
  return `0x${(PREFIX + suffix.toString('hex')).padEnd(64, '0')}`
}

export const loanOf = (ctx: CallContext, id: number): Loan =>
  ctx.state.Crowdloan.Crowdloans.get(id) ?? ctx.fail('Crowdloan', 'InvalidCrowdloanId')

/** A crowdloan that is not finalized, for its creator alone. */
export function ownLoan(ctx: CallContext, id: number): Loan {
  const who = ensureSigned(ctx)
  const loan = loanOf(ctx, id)
  refuse(loan.finalized, 'AlreadyFinalized')
  refuse(loan.creator !== who, 'InvalidOrigin')
  return loan
}

/** The end has to come, and neither too soon nor too late. */
export function requireEnd(ctx: CallContext, end: number): void {
  refuse(end <= ctx.block, 'CannotEndInPast')
  const [shortest, longest] = durations(ctx)
  refuse(end - ctx.block < shortest, 'BlockDurationTooShort')
  refuse(end - ctx.block > longest, 'BlockDurationTooLong')
}

function durations({ switches }: CallContext): [shortest: number, longest: number] {
  const { Crowdloan } = fastConstants
  if (switches.isFastBuild) return [Crowdloan.MinimumBlockDuration, Crowdloan.MaximumBlockDuration]
  return [constantOf('Crowdloan', 'MinimumBlockDuration'), constantOf('Crowdloan', 'MaximumBlockDuration')]
}
