import { concatBytes, toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import { constantOf } from '../../schema/constant.js'
import type { operation as operationType, timepoint as timepointType } from '../../schema/pallets/multisig.js'
import { type Of, u16, vec } from '../../schema/type.js'
import { account } from '../../schema/types/common.js'
import { type RuntimeCall, runtimeCall } from '../../schema/types/outer.js'
import { dispatchInfoOf } from '../../weights/dispatch-info.js'
import { type MultisigStep, multisigWeight } from '../../weights/multisig.js'
import { exceeds, sumOf, type Weight } from '../../weights/weight.js'
import { hashCall } from '../call-hash.js'
import { type CallContext, type CallHandlers, ensureSigned } from '../context.js'
import { reserve, unreserve } from '../currency.js'
import { DispatchFailure } from '../failure.js'

type Timepoint = Of<typeof timepointType>
type Operation = Of<typeof operationType>

const MOST = constantOf('Multisig', 'MaxSignatories')
const BASE = constantOf('Multisig', 'DepositBase')
const FACTOR = constantOf('Multisig', 'DepositFactor')
const PREFIX = new TextEncoder().encode('modlpy/utilisuba')

const depositOf = (threshold: number): bigint => BASE + FACTOR * BigInt(threshold)

/** The account of so many signatories, in order. */
export function multisigAccount(signatories: readonly string[], threshold: number): string {
  const accounts = vec(account).codec.enc([...signatories])
  return toHex(blake2b256(concatBytes(PREFIX, accounts, u16.codec.enc(threshold))))
}

/** All signatories in order: the sender and the others, who have to be in order. */
function signatoriesOf(ctx: CallContext, who: string, others: readonly string[]): string[] {
  if (others.length === 0) ctx.fail('Multisig', 'TooFewSignatories')
  if (others.length >= MOST) ctx.fail('Multisig', 'TooManySignatories')
  for (const [position, other] of others.entries()) {
    const before = others[position - 1]
    if (before !== undefined && before >= other) ctx.fail('Multisig', 'SignatoriesOutOfOrder')
    if (other === who) ctx.fail('Multisig', 'SenderInSignatories')
  }
  return [...others, who].sort()
}

const isSame = (a: Timepoint, b: Timepoint): boolean => a.height === b.height && a.index === b.index
const now = (ctx: CallContext): Timepoint => ({ height: ctx.block, index: ctx.extrinsicIndex })

interface Approval {
  readonly threshold: number
  readonly other_signatories: readonly string[]
  readonly maybe_timepoint: Timepoint | undefined
  readonly max_weight: Weight
}

/** The operation that an approval is about. */
interface Subject {
  readonly approving: string
  readonly multisig: string
  readonly call_hash: string
}

const stepWeight = (
  { specVersion }: CallContext,
  step: MultisigStep,
  { other_signatories }: Pick<Approval, 'other_signatories'>,
  call: RuntimeCall | undefined,
): Weight => {
  const bytes = call === undefined ? 0 : runtimeCall.codec.enc(call).length
  return multisigWeight(step, other_signatories.length, bytes, specVersion)
}

/** As the chain, which reports only what the call inside reports. */
function settleWith(ctx: CallContext, own: Weight): void {
  const { weight, isReported } = ctx.spent()
  if (isReported) ctx.settle({ weight: sumOf(own, weight) })
}

/** Opens an operation, approves it, or carries it out with the last approval. */
function approve(ctx: CallContext, args: Approval, call_hash: string, call: RuntimeCall | undefined): void {
  const approving = ensureSigned(ctx)
  const { threshold, maybe_timepoint: timepoint } = args
  if (threshold < 2) ctx.fail('Multisig', 'MinimumThreshold')
  const multisig = multisigAccount(signatoriesOf(ctx, approving, args.other_signatories), threshold)
  const subject = { approving, multisig, call_hash }
  const open = ctx.state.Multisig.Multisigs.get(multisig, call_hash)
  if (open === undefined) {
    if (timepoint !== undefined) ctx.fail('Multisig', 'UnexpectedTimepoint')
    openOperation(ctx, subject, threshold)
    ctx.settle({ weight: stepWeight(ctx, 'create', args, call) })
    return
  }
  if (timepoint === undefined) ctx.fail('Multisig', 'NoTimepoint')
  if (!isSame(open.when, timepoint)) ctx.fail('Multisig', 'WrongTimepoint')
  const isNew = !open.approvals.includes(approving) && open.approvals.length < threshold
  const approvals = isNew ? [...open.approvals, approving].sort() : [...open.approvals]
  if (call !== undefined && approvals.length >= threshold) {
    const { weight } = dispatchInfoOf(call, ctx.specVersion)
    if (exceeds(weight, args.max_weight)) ctx.fail('Multisig', 'MaxWeightTooLow')
    execute(ctx, subject, open, call)
    settleWith(ctx, stepWeight(ctx, 'complete', args, call))
  } else {
    if (!isNew) ctx.fail('Multisig', 'AlreadyApproved')
    ctx.state.Multisig.Multisigs.set(multisig, call_hash, { ...open, approvals })
    ctx.deposit('Multisig', 'MultisigApproval', { ...subject, timepoint })
    ctx.settle({ weight: stepWeight(ctx, 'approve', args, call) })
  }
}

function openOperation(ctx: CallContext, subject: Subject, threshold: number): void {
  const { approving, multisig, call_hash } = subject
  const deposit = depositOf(threshold)
  reserve(ctx, approving, deposit)
  const operation = { when: now(ctx), deposit, depositor: approving, approvals: [approving] }
  ctx.state.Multisig.Multisigs.set(multisig, call_hash, operation)
  ctx.deposit('Multisig', 'NewMultisig', subject)
}

function execute(ctx: CallContext, subject: Subject, open: Operation, call: RuntimeCall): void {
  ctx.state.Multisig.Multisigs.remove(subject.multisig, subject.call_hash)
  unreserve(ctx, open.depositor, open.deposit)
  const error = ctx.dispatch(call, { kind: 'signed', account: subject.multisig })
  const result = error ? ({ type: 'Err', value: error } as const) : ({ type: 'Ok' } as const)
  ctx.deposit('Multisig', 'MultisigExecuted', { ...subject, timepoint: open.when, result })
}

export const multisigCalls: CallHandlers = {
  'Multisig.as_multi_threshold_1': (ctx, { other_signatories, call }) => {
    const who = ensureSigned(ctx)
    const multisig = multisigAccount(signatoriesOf(ctx, who, other_signatories), 1)
    const error = ctx.dispatch(call, { kind: 'signed', account: multisig })
    settleWith(ctx, stepWeight(ctx, 'threshold_1', { other_signatories }, call))
    if (error) throw new DispatchFailure(error, `${call.pallet}.${call.call} of a multisig`)
    const about = { approving: who, timepoint: now(ctx), multisig, call_hash: hashCall(call) }
    ctx.deposit('Multisig', 'MultisigExecuted', { ...about, result: { type: 'Ok' } })
  },

  'Multisig.as_multi': (ctx, args) => approve(ctx, args, hashCall(args.call), args.call),

  'Multisig.approve_as_multi': (ctx, args) => approve(ctx, args, args.call_hash, undefined),

  'Multisig.cancel_as_multi': (ctx, { threshold, other_signatories, timepoint, call_hash }) => {
    const who = ensureSigned(ctx)
    if (threshold < 2) ctx.fail('Multisig', 'MinimumThreshold')
    const multisig = multisigAccount(signatoriesOf(ctx, who, other_signatories), threshold)
    const open = ctx.state.Multisig.Multisigs.get(multisig, call_hash) ?? ctx.fail('Multisig', 'NotFound')
    if (!isSame(open.when, timepoint)) ctx.fail('Multisig', 'WrongTimepoint')
    if (open.depositor !== who) ctx.fail('Multisig', 'NotOwner')
    unreserve(ctx, who, open.deposit)
    ctx.state.Multisig.Multisigs.remove(multisig, call_hash)
    ctx.deposit('Multisig', 'MultisigCancelled', { cancelling: who, timepoint, multisig, call_hash })
  },

  'Multisig.poke_deposit': (ctx, { threshold, other_signatories, call_hash }) => {
    const who = ensureSigned(ctx)
    if (threshold < 2) ctx.fail('Multisig', 'MinimumThreshold')
    const multisig = multisigAccount(signatoriesOf(ctx, who, other_signatories), threshold)
    const open = ctx.state.Multisig.Multisigs.get(multisig, call_hash) ?? ctx.fail('Multisig', 'NotFound')
    if (open.depositor !== who) ctx.fail('Multisig', 'NotOwner')
    const deposit = depositOf(threshold)
    if (deposit === open.deposit) return
    if (deposit > open.deposit) reserve(ctx, who, deposit - open.deposit)
    else unreserve(ctx, who, open.deposit - deposit)
    ctx.state.Multisig.Multisigs.set(multisig, call_hash, { ...open, deposit })
    const about = { who, call_hash, old_deposit: open.deposit, new_deposit: deposit }
    ctx.deposit('Multisig', 'DepositPoked', about)
    ctx.settle({ isFree: true })
  },
}
