import { performance } from 'node:perf_hooks'
import { checked, flag, limitTime, netuid, optionsOf, parseOptions, systemClock, text } from '@subnetkit/base'
import {
  type CallRefusal,
  callRefusalOf,
  childTrace,
  hopDeadline,
  type Protocol,
  type Subnet,
} from '@subnetkit/core'
import { z } from 'zod'
import { checkPlace, neuronFields } from '../neuron/options.js'
import { type CallContext, createCallContext } from './call-context.js'
import { checkCallInput, parseCallOutput } from './call-values.js'
import type { CallCode, CallOptions, SubnetClient, SubnetResult } from './subnet-result.js'
import type { Via, ViaResult } from './via.js'
import { type ViaGateway, viaGateway } from './via-gateway.js'
import { type ViaMiners, viaMiners } from './via-miners.js'

/** Options of {@link createSubnetClient}. */
export interface SubnetClientOptions {
  /** A gateway and a key of it, or the network and the hotkey that asks the miners itself. */
  readonly via: ViaGateway | ViaMiners
}

const place = 'createSubnetClient'
const viaSchema = z.union(
  [
    optionsOf({
      gateway: z.url({ error: 'the URL of a gateway' }),
      key: text('a key'),
      model: text().optional(),
    }),
    optionsOf({ ...neuronFields, netuid: netuid(), allowPrivateAddresses: flag().optional() }),
  ],
  { error: '{ gateway, key }, or { network, netuid } and a hotkey' },
)
const schema = optionsOf({ via: viaSchema })
const called = checked<object>((value) => {
  const { name, protocol } = Object(value)
  return typeof name === 'string' && typeof protocol === 'object' && protocol !== null
}, 'a subnet made by defineSubnet, or { name, protocol } of one')

/**
 * Creates a client for another subnet, typed by its value: through a gateway that offers it, or straight to its miners. Deadline, budget
 * and way of a call are carried from subnet to subnet. Throws CONFIG_INVALID; what the other side does becomes a result.
 * @example
 * const image = createSubnetClient(imageSubnet, { via: { gateway: 'https://gateway.example.org', key } })
 * const drawn = await image.query('generate', { prompt: 'a red circle', seed: 1, pictures: 1 })
 * if (drawn.kind === 'ok') console.log(drawn.output, drawn.price, drawn.receipt)
 */
export function createSubnetClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'name' | 'protocol'>,
  options: SubnetClientOptions,
): SubnetClient<P> {
  parseOptions(optionsOf({ subnet: called }), { subnet }, place)
  const { via: given } = parseOptions(schema, options, place) as SubnetClientOptions
  if (!('gateway' in given)) checkPlace(`${place} via`, given)
  const via = 'gateway' in given ? viaGateway(given, subnet.name) : viaMiners(given, subnet)
  return {
    query: (name, input, callOptions = {}) =>
      call({ via, subnet, name, input, options: callOptions }) as Promise<SubnetResult<never>>,
    [Symbol.asyncDispose]: () => via[Symbol.asyncDispose](),
  }
}

interface CallParameters {
  readonly via: Via
  readonly subnet: Pick<Subnet, 'name' | 'protocol'>
  readonly name: string
  readonly input: unknown
  readonly options: CallOptions
}

/** Attempts of a gateway for one answer: a call has the time for all of them. */
const attempts = 3

async function call({ via, subnet, name, input, options }: CallParameters): Promise<SubnetResult<unknown>> {
  const { synapse, wire } = await checkCallInput(subnet.protocol, name, input)
  const { signal, timeoutMs = attempts * synapse.deadlineMs } = options
  const context = options.context ?? createCallContext({ timeoutMs })
  const startedAt = performance.now()
  const end = (result: ViaResult, output?: unknown): SubnetResult<unknown> =>
    resultOf(result, output, performance.now() - startedAt)

  const now = systemClock.date()
  const refusal = callRefusalOf(context, { subnet: subnet.name, now })
  if (refusal !== null) return end({ ...nothing, kind: 'failed', code: refusal, ...refusals[refusal] })
  const allowance = context.reserve(options.budget)
  if (allowance === null) {
    const reason = `the calls of this task have ${context.left} micro-credits left`
    return end({ ...nothing, kind: 'failed', code: 'call_budget_spent', reason, fix: 'Raise the budget.' })
  }
  const deadline = Math.min(hopDeadline(context.deadline, now), now + timeoutMs)
  using limit = limitTime(Math.max(1, Math.min(context.deadline, now + timeoutMs) - now), { signal })
  let result: ViaResult = { ...nothing, kind: 'failed', code: 'internal_error', reason: 'it has not ended' }
  try {
    result = await via.call({
      ...{ name, synapse, input: wire, taskId: context.taskId, signal: limit.signal },
      carried: carriedOf(context, options, { deadline, budget: allowance.amount }),
    })
  } catch (error) {
    if (!limit.signal.aborted) throw error
    result = { ...nothing, kind: 'failed', ...(signal?.aborted ? left : late) }
  } finally {
    allowance.settle(result.price)
  }
  if (result.receipt !== null) context.note(result.receipt)
  if (result.kind !== 'ok') return end(result)
  const parsed = await parseCallOutput(synapse, result.received)
  if ('output' in parsed) return end(result, parsed.output)
  const { price, receipt } = result
  return end({ price, receipt, kind: 'failed', code: 'no_valid_answer', reason: parsed.flaw })
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

const nothing = { price: 0, receipt: null }
const late = { code: 'upstream_timeout', reason: 'no answer came before the deadline' } as const
const left = { code: 'call_aborted', reason: 'the caller ended it', fix: 'Call again.' } as const
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

function resultOf(result: ViaResult, output: unknown, latencyMs: number): SubnetResult<unknown> {
  const { price, receipt } = result
  const end = { price, receipt, latencyMs }
  if (result.kind === 'ok') return { ...end, kind: 'ok', output, miners: result.miners }
  const { code, reason, fix = 'Correct the call.' } = result
  if (unanswered.has(code)) return { ...end, kind: 'unanswered', code, reason }
  return { ...end, kind: 'ours', code, reason, fix }
}
