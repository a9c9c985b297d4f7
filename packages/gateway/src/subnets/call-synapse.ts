import { type Stop, stopWith } from '@subnetkit/base'
import { type CarriedCall, callRefusalOf, readCarried } from '@subnetkit/core'
import { admit, type Served } from '../answer/admit.js'
import { isLive } from '../answer/open-answer.js'
import { respond } from '../answer/respond.js'
import { respondLive } from '../answer/respond-live.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { type Selection, selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'
import { chunkFrames, chunkStream, framesOfWhole, wantsChunks } from './chunk-frames.js'
import { pinned } from './pinned.js'
import { type SynapseAnswer, synapseCall } from './synapse-call.js'
import { placeIn } from './synapse-path.js'

/**
 * `POST /subnets/{name}/{synapse}`: the path of a tRPC client, with the input as its body. A synapse that streams is answered chunk by
 * chunk to a client that accepts `text/event-stream`. Throws ApiError, which such a client gets in its own shape.
 */
export async function callSynapse(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const [name = '', synapse = ''] = placeIn(exchange.path)
  const access = await accessOf(request, parts)
  const selection = selectModel(parts.models, access.key, name)
  const { model, mode } = selection
  const carried = carriedBy(request.headers)
  refuse(carried, selection, parts.clock.date())
  const body = await readJson(request, parts.maxBodyBytes)
  const call = synapseCall(model, synapse, body)
  // Time passes while a body arrives.
  refuse(carried, selection, parts.clock.date())
  using ends = stopWith(stop)
  using _limit = limitBy(carried, ends, parts)
  const admitted = await admit({
    selection: carried.miner === null ? selection : { mode, model: pinned(model, carried.miner) },
    call: { ...call, question: { ...call.question, isPinned: carried.miner !== null } },
    ...{ parts, access, requestId, sent: { body, headers: request.headers } },
    stop: ends,
    made: carried.calls,
    budget: carried.budget === null ? undefined : BigInt(carried.budget),
  })
  const headers = { traceparent: carried.trace }
  const isStreamed = call.live !== undefined && wantsChunks(request.headers)
  const streamed = isStreamed ? { format: chunkStream(synapse) } : {}
  if (isStreamed && isLive(selection, call))
    return await respondLive(exchange, parts, { admitted, headers, frames: chunkFrames, ...streamed })
  const bodyOf = ({ choices }: Served<SynapseAnswer>) => ({ result: { data: choices[0]!.answer.json } })
  const framesOf = isStreamed ? framesOfWhole : undefined
  await respond(exchange, parts, { admitted, headers, bodyOf, framesOf, ...streamed })
}

function carriedBy(headers: Exchange['request']['headers']): CarriedCall {
  const carried = readCarried(headers)
  if (!('header' in carried)) return carried
  const message = `The header ${carried.header} has to be ${carried.detail}.`
  throw new ApiError('invalid_value', message, { param: carried.header })
}

const refusals = {
  deadline_expired: 'The deadline of the call has passed.',
  call_too_deep: 'The call has been through as many subnets as a call may.',
  call_cycle: 'The call has been through this subnet before.',
} as const

function refuse(carried: CarriedCall, { model }: Selection, now: number): void {
  const refusal = callRefusalOf(carried, { subnet: model.subnet ?? model.id, now })
  if (refusal !== null) throw new ApiError(refusal, refusals[refusal])
}

/** Stops when the deadline of the call passes. Miners that were asked have read the prompt, which is paid for. */
function limitBy({ deadline }: CarriedCall, stop: Stop, { clock }: GatewayParts): Disposable | null {
  const late = () => new ApiError('upstream_timeout', 'The deadline of the call has passed.')
  if (deadline === null) return null
  return clock.timeout(() => stop.abort(late()), Math.min(deadline - clock.date(), longestMs))
}

/** Longest time of a timer, in ms. */
const longestMs = 2 ** 31 - 1
