import { type CalleeReceipt, checkReceipts } from './callee-receipts.js'
import { childTrace, isTraceParent, newTrace } from './trace-parent.js'

/** Names of the headers with which one subnet calls another through a gateway. */
export const callHeaders = {
  /** Milliseconds since the epoch after which no answer is of use. */
  deadline: 'x-subnet-deadline',
  /** Micro-credits that the call may cost. */
  budget: 'x-subnet-budget',
  /** Subnets on the way to this call, the first caller first. */
  visited: 'x-subnet-visited',
  /** Receipts of the answers that the request is made of. */
  calls: 'x-subnet-calls',
  /** Hotkey of the only miner that may be asked. */
  miner: 'x-subnet-miner',
  trace: 'traceparent',
  idempotency: 'idempotency-key',
} as const

/** Circumstances that a call passes on from subnet to subnet. */
export interface CarriedCall {
  /** Milliseconds since the epoch; null for none. */
  readonly deadline: number | null
  /** Micro-credits that the call may cost; null for no limit. */
  readonly budget: number | null
  /** Subnets on the way to this call; their number is its depth. */
  readonly visited: readonly string[]
  /** W3C trace context of the call. */
  readonly trace: string
  /** Receipts of the answers that the request is made of. */
  readonly calls: readonly CalleeReceipt[]
  /** Hotkey of the only miner that may be asked; null for any. */
  readonly miner: string | null
}

/** Subnets that may take part in one call, the last one included. */
export const maxCallDepth = 4

/** Refusals of a call for what it carries. */
export type CallRefusal = 'deadline_expired' | 'call_too_deep' | 'call_cycle'

/** Reason why a subnet does not take a call, or null. Both sides of a call ask for it: a caller need not send what is refused. */
export function callRefusalOf(
  { deadline, visited }: Pick<CarriedCall, 'deadline' | 'visited'>,
  { subnet, now }: { readonly subnet: string; readonly now: number },
): CallRefusal | null {
  if (visited.includes(subnet)) return 'call_cycle'
  if (visited.length >= maxCallDepth) return 'call_too_deep'
  return deadline !== null && deadline <= now ? 'deadline_expired' : null
}

/** Share of its time that each hop keeps for itself: an answer has to travel back. */
const keptShare = 0.1

/** Deadline for the next hop, in milliseconds since the epoch. */
export const hopDeadline = (deadline: number, now: number): number =>
  Math.floor(now + Math.max(0, deadline - now) * (1 - keptShare))

/** Headers of a call. */
export function writeCarried(call: CarriedCall): Record<string, string> {
  const { deadline, budget, visited, trace, calls, miner } = call
  return {
    ...(deadline !== null && { [callHeaders.deadline]: String(deadline) }),
    ...(budget !== null && { [callHeaders.budget]: String(budget) }),
    ...(visited.length > 0 && { [callHeaders.visited]: visited.join(', ') }),
    ...(calls.length > 0 && { [callHeaders.calls]: JSON.stringify(calls) }),
    ...(miner !== null && { [callHeaders.miner]: miner }),
    [callHeaders.trace]: trace,
  }
}

/** A header that cannot be read. */
export interface CarriedFlaw {
  readonly header: string
  readonly detail: string
}

/** Headers of a request, by their lower-case names. */
export type CarriedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads the headers of a call; the name of the first one that has another form. A trace context that is odd is replaced, as its standard asks. */
export function readCarried(headers: CarriedHeaders): CarriedCall | CarriedFlaw {
  const textOf = (name: string): string | null => {
    const value = headers[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const numberOf = (name: string): number | null | undefined => {
    const text = textOf(name)
    if (text === null) return null
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined
  }
  const [deadline, budget] = [numberOf(callHeaders.deadline), numberOf(callHeaders.budget)]
  if (deadline === undefined)
    return { header: callHeaders.deadline, detail: 'whole milliseconds since the epoch' }
  if (budget === undefined) return { header: callHeaders.budget, detail: 'a whole number of micro-credits' }
  const visited = (textOf(callHeaders.visited) ?? '').split(',').flatMap((one) => one.trim() || [])
  // More than the depth are of no use, but the number of them counts.
  if (visited.some((name) => name.length > 100) || visited.length > 16)
    return { header: callHeaders.visited, detail: 'at most 16 names of subnets' }
  const calls = checkReceipts(textOf(callHeaders.calls))
  if (calls === null) return { header: callHeaders.calls, detail: 'a JSON list of { gateway, receipt }' }
  const miner = textOf(callHeaders.miner)
  if (miner !== null && !/^5\w{46,48}$/.test(miner))
    return { header: callHeaders.miner, detail: 'the SS58 address of a hotkey' }
  const parent = textOf(callHeaders.trace)
  const trace = parent !== null && isTraceParent(parent) ? childTrace(parent) : newTrace()
  return { deadline, budget, visited, calls, miner, trace }
}
