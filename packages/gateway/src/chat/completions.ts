import { randomUUID } from 'node:crypto'
import type { ChatAnswer } from '@subnetkit/core'
import { admit, type Served } from '../answer/admit.js'
import { openEventStream } from '../http/event-stream.js'
import { type Exchange, sendJson } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ApiError, toApiError } from '../wire/api-error.js'
import { type Completion, chunksOf, completionBody } from '../wire/completion.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseChat } from '../wire/parse-chat.js'
import { toCall } from './to-call.js'

/** `POST /v1/chat/completions` */
export async function chatCompletions(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, response, signal, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const chat = parseChat(await readJson(request, parts.maxBodyBytes))
  const selection = selectModel(parts.models, access.key, chat.model)
  const call = toCall(selection.model, chat)
  const admitted = await admit({ parts, access, selection, call, requestId, signal })
  const headers = { ...admitted.headers, ...ignoredHeader(chat.ignored) }
  const completionOf = ({ choices, usage }: Served<ChatAnswer>): Completion => ({
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(parts.clock.date() / 1_000),
    model: chat.model,
    answers: choices.map(({ answer }) => answer),
    usage,
  })
  try {
    if (!chat.stream) {
      const served = await admitted.run()
      return sendJson(exchange, 200, completionBody(completionOf(served)), { ...headers, ...served.headers })
    }
    let sent: Readonly<Record<string, string>> = headers
    using stream = openEventStream({ response, signal, clock: parts.clock, headers: () => sent })
    try {
      // The answer is whole before its first frame: until then another miner can be asked, and an error has its status.
      const served = await admitted.run()
      sent = { ...headers, ...served.headers }
      for (const chunk of chunksOf(completionOf(served), chat.includeUsage)) await stream.send(chunk)
      stream.done()
    } catch (error) {
      if (signal.aborted || !stream.fail(toApiError(error))) throw error
      if (!(error instanceof ApiError)) parts.onError(error, requestId)
    }
  } finally {
    await admitted.end()
  }
}
