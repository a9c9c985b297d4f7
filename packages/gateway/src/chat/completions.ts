import { randomUUID } from 'node:crypto'
import type { ChatAnswer } from '@subnetkit/core'
import { admit, type Served } from '../answer/admit.js'
import { isLive } from '../answer/open-answer.js'
import { respond } from '../answer/respond.js'
import { respondLive } from '../answer/respond-live.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { type Completion, chunksOf, completionBody, liveChunks } from '../wire/completion.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseChat } from '../wire/parse-chat.js'
import { toCall } from './to-call.js'

/** `POST /v1/chat/completions` */
export async function chatCompletions(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const chat = parseChat(body)
  const selection = selectModel(parts.models, access.key, chat.model)
  const call = toCall(selection.model, chat)
  const sent = { body, headers: request.headers }
  const admitted = await admit({ parts, access, selection, call, requestId, sent, stop })
  const head = {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(parts.clock.date() / 1_000),
    model: chat.model,
  }
  const headers = ignoredHeader(chat.ignored)
  if (chat.stream && isLive(selection, call)) {
    const { end, ...frames } = liveChunks(head, chat.includeUsage)
    const framesOf = {
      end: ({ choices, usage }: Served<ChatAnswer>) => end(choices[0]!.answer, usage),
      ...frames,
    }
    return respondLive(exchange, parts, { admitted, headers, frames: framesOf })
  }
  const completionOf = ({ choices, usage }: Served<ChatAnswer>): Completion => ({
    answers: choices.map(({ answer }) => answer),
    usage,
    ...head,
  })
  await respond(exchange, parts, {
    admitted,
    headers,
    bodyOf: (served) => completionBody(completionOf(served)),
    framesOf: chat.stream ? (served) => chunksOf(completionOf(served), chat.includeUsage) : undefined,
  })
}
