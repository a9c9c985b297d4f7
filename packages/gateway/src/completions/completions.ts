import { randomUUID } from 'node:crypto'
import type { CompletionAnswer } from '@subnetkit/core'
import { admit, type Served } from '../answer/admit.js'
import { admitAll, type ServedAll } from '../answer/admit-all.js'
import { isLive } from '../answer/open-answer.js'
import { respond } from '../answer/respond.js'
import { respondLive } from '../answer/respond-live.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseCompletion } from '../wire/parse-completion.js'
import {
  liveTextChunks,
  type TextCompletion,
  textChunksOf,
  textCompletionBody,
} from '../wire/text-completion.js'
import { toCalls } from './to-calls.js'

/** `POST /v1/completions` */
export async function completions(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const asked = parseCompletion(body)
  const selection = selectModel(parts.models, access.key, asked.model)
  const calls = toCalls(selection.model, asked)
  const sent = { body, headers: request.headers }
  const taken = { parts, access, selection, requestId, sent, stop }
  const headers = ignoredHeader(asked.ignored)
  const head = {
    id: `cmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(parts.clock.date() / 1_000),
    model: asked.model,
  }
  const [only, ...others] = calls
  if (asked.stream && only !== undefined && others.length === 0 && isLive(selection, only)) {
    const admitted = await admit({ ...taken, call: only })
    const { end, ...chunks } = liveTextChunks(head, asked.includeUsage)
    const frames = {
      ...chunks,
      end: ({ choices, usage }: Served<CompletionAnswer>) => end(choices[0]!.answer, usage),
    }
    return respondLive(exchange, parts, { admitted, headers, frames })
  }
  const admitted = await admitAll(taken, calls)
  const completionOf = ({ served, usage }: ServedAll<CompletionAnswer>): TextCompletion => ({
    ...head,
    answers: served.flatMap(({ choices }) => choices.map(({ answer }) => answer)),
    usage,
  })
  await respond(exchange, parts, {
    ...{ admitted, headers },
    bodyOf: (served) => textCompletionBody(completionOf(served)),
    framesOf: asked.stream ? (served) => textChunksOf(completionOf(served), asked.includeUsage) : undefined,
  })
}
