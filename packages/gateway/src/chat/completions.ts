import { openEventStream } from '../http/event-stream.js'
import { type Exchange, sendJson } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { allowedModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ApiError, toApiError } from '../wire/api-error.js'
import { chunksOf, completionBody } from '../wire/completion.js'
import { parseChat } from '../wire/parse-chat.js'
import { admitChat } from './answer-chat.js'

/** `POST /v1/chat/completions` */
export async function chatCompletions(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, response, signal, id } = exchange
  const access = await accessOf(request, parts)
  const call = parseChat(await readJson(request, parts.maxBodyBytes))
  const model = allowedModel(parts.models, access.key, call.model)
  const admitted = await admitChat({ parts, access, model, call, requestId: id, signal })
  const ignored = namesOf(call.ignored)
  const headers = { ...admitted.headers, ...(ignored !== '' && { 'x-subnet-ignored-fields': ignored }) }
  try {
    if (!call.stream) {
      const { completion, headers: more } = await admitted.run()
      return sendJson(exchange, 200, completionBody(completion), { ...headers, ...more })
    }
    let sent: Readonly<Record<string, string>> = headers
    using stream = openEventStream({ response, signal, clock: parts.clock, headers: () => sent })
    try {
      // The answer is whole before its first frame: until then another miner can be asked, and an error has its status.
      const { completion, headers: more } = await admitted.run()
      sent = { ...headers, ...more }
      for (const chunk of chunksOf(completion, call.includeUsage)) await stream.send(chunk)
      stream.done()
    } catch (error) {
      if (signal.aborted || !stream.fail(toApiError(error))) throw error
      if (!(error instanceof ApiError)) parts.onError(error, id)
    }
  } finally {
    await admitted.end()
  }
}

/** Names of fields that a header can carry. */
const namesOf = (fields: readonly string[]): string =>
  fields
    .filter((name) => /^[\w.-]{1,64}$/.test(name))
    .slice(0, 20)
    .join(', ')
