import { randomUUID } from 'node:crypto'
import type { ChatAnswer } from '@subnetkit/core'
import { admit, type Served } from '../answer/admit.js'
import { isLive } from '../answer/open-answer.js'
import { respond } from '../answer/respond.js'
import { respondLive } from '../answer/respond-live.js'
import { toCall } from '../chat/to-call.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseResponses } from '../wire/parse-responses.js'
import { eventFormat, eventsOf, liveEvents, responseBody, type TextResponse } from '../wire/response-body.js'

/** `POST /v1/responses`: a chat in the newer form of the service that clients know, without anything that is kept. */
export async function responses(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const asked = parseResponses(body)
  const { model, stream, ignored } = asked.chat
  const selection = selectModel(parts.models, access.key, model)
  const call = toCall(selection.model, asked.chat, 'input')
  const sent = { body, headers: request.headers }
  const admitted = await admit({ parts, access, selection, call, requestId, sent, stop })
  const head = {
    id: randomUUID().replaceAll('-', ''),
    created: Math.floor(parts.clock.date() / 1_000),
    call: asked,
  }
  const headers = ignoredHeader(ignored)
  const responseOf = ({ choices, usage }: Served<ChatAnswer>): TextResponse => ({
    ...head,
    answer: choices[0]!.answer,
    usage,
  })
  if (stream && isLive(selection, call)) {
    const { promptTokens } = call
    const { begin, add, end } = liveEvents({ ...head, usage: { promptTokens, completionTokens: 0 } })
    const frames = { begin, add, end: (served: Served<ChatAnswer>) => end(responseOf(served)) }
    return respondLive(exchange, parts, { admitted, headers, frames, format: eventFormat })
  }
  await respond(exchange, parts, {
    ...{ admitted, headers },
    bodyOf: (served) => responseBody(responseOf(served)),
    framesOf: stream ? (served) => eventsOf(responseOf(served)) : undefined,
    format: eventFormat,
  })
}
