import { performance } from 'node:perf_hooks'
import { limitTime, systemClock, type TimeLimit } from '@subnetkit/base'
import { type CallRefusal, callRefusalOf, childTrace, hopDeadline, type Subnet } from '@subnetkit/core'
import { type Allowance, type CallContext, createCallContext } from './call-context.js'
import type { CheckedInput } from './call-values.js'
import type { CallCode, CallOptions, SubnetResult } from './subnet-result.js'
import type { Via, ViaCall, ViaEnd, ViaFailure } from './via.js'

export interface CallParameters {
  readonly via: Via
  readonly subnet: Pick<Subnet, 'name' | 'protocol'>
  readonly name: string
  readonly input: unknown
  readonly options: CallOptions
}

/** A call that may be sent. */
interface BegunCall {
  readonly context: CallContext
  /** Micro-credits that are set aside for it; has to be settled. */
  readonly allowance: Allowance
  /** Time that it has; has to be disposed. */
  readonly limit: TimeLimit
  readonly sent: ViaCall
  /** Returns the result of a call that ends now. */
  end(result: ViaEnd, output?: unknown): SubnetResult<unknown>
}

/** Attempts of a gateway for one answer: a call has the time for all of them. */
const attempts = 3

/** Begins a call: takes its part of the time and the budget of its context, or returns the result of one that is refused. */
export function beginCall(
  { subnet, name, options }: CallParameters,
  { synapse, wire }: CheckedInput,
): BegunCall | { readonly refused: SubnetResult<unknown> } {
  const { signal, timeoutMs = attempts * synapse.deadlineMs } = options
  const context = options.context ?? createCallContext({ timeoutMs })
  const startedAt = performance.now()
  const end = (result: ViaEnd, output?: unknown) => resultOf(result, output, performance.now() - startedAt)
  const now = systemClock.date()
  const refusal = callRefusalOf(context, { subnet: subnet.name, now })
  if (refusal !== null)
    return { refused: end({ ...nothing, kind: 'failed', code: refusal, ...refusals[refusal] }) }
  const allowance = context.reserve(options.budget)
  if (allowance === null) {
    const reason = `the calls of this task have ${context.left} micro-credits left`
    return { refused: end(failure('call_budget_spent', reason, 'Raise the budget.')) }
  }
  const deadline = Math.min(hopDeadline(context.deadline, now), now + timeoutMs)
  const limit = limitTime(Math.max(1, Math.min(context.deadline, now + timeoutMs) - now), { signal })
  const sent = {
    ...{ name, synapse, input: wire, taskId: context.taskId, signal: limit.signal },
    carried: carriedOf(context, options, { deadline, budget: allowance.amount }),
  }
  return { context, allowance, limit, sent, end }
}

const carriedOf = (
  { visited, trace }: CallContext,
  { miner, madeOf = [] }: CallOptions,
  limits: { readonly deadline: number; readonly budget: number | null },
) => ({
  ...limits,
  deadline: Math.floor(limits.deadline),
  ...{ visited, miner: miner ?? null, trace: childTrace(trace) },
  calls: madeOf.flatMap(({ receipt }) => receipt ?? []),
})

export const nothing = { price: 0, receipt: null }
export const failure = (code: CallCode, reason: string, fix?: string): ViaFailure => ({
  ...nothing,
  ...{ kind: 'failed', code, reason },
  ...(fix !== undefined && { fix }),
})
export const late = { code: 'upstream_timeout', reason: 'no answer came before the deadline' } as const
export const left = { code: 'call_aborted', reason: 'the caller ended it', fix: 'Call again.' } as const

const refusals: Readonly<Record<CallRefusal, { readonly reason: string; readonly fix: string }>> = {
  deadline_expired: { reason: 'the deadline has passed', fix: 'Give the calls more time.' },
  call_too_deep: { reason: 'it has been through 4 subnets', fix: 'Call this subnet earlier in the chain.' },
  call_cycle: { reason: 'it has been through this subnet', fix: 'Call a subnet that takes no part yet.' },
}

/** Codes that say something about the subnet: all others are ours. */
const unanswered: ReadonlySet<CallCode> = new Set([
  'no_valid_answer',
  'no_miner_available',
  'upstream_timeout',
])

function resultOf(result: ViaEnd, output: unknown, latencyMs: number): SubnetResult<unknown> {
  const { price, receipt } = result
  const end = { price, receipt, latencyMs }
  if (result.kind === 'ok') return { ...end, kind: 'ok', output, miners: result.miners }
  const { code, reason, fix = 'Correct the call.' } = result
  if (unanswered.has(code)) return { ...end, kind: 'unanswered', code, reason }
  return { ...end, kind: 'ours', code, reason, fix }
}
