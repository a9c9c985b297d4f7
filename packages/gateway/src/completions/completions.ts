import { randomUUID } from 'node:crypto'
import type { CompletionAnswer } from '@subnetkit/core'
import { admitAll, type ServedAll } from '../answer/admit-all.js'
import { respond } from '../answer/respond.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseCompletion } from '../wire/parse-completion.js'
import { type TextCompletion, textChunksOf, textCompletionBody } from '../wire/text-completion.js'
import { toCalls } from './to-calls.js'

/** `POST /v1/completions` */
export async function completions(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, signal, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const asked = parseCompletion(body)
  const selection = selectModel(parts.models, access.key, asked.model)
  const calls = toCalls(selection.model, asked)
  const sent = { body, headers: request.headers }
  const admitted = await admitAll({ parts, access, selection, requestId, sent, signal }, calls)
  const completionOf = ({ served, usage }: ServedAll<CompletionAnswer>): TextCompletion => ({
    id: `cmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(parts.clock.date() / 1_000),
    model: asked.model,
    answers: served.flatMap(({ choices }) => choices.map(({ answer }) => answer)),
    usage,
  })
  await respond(exchange, parts, {
    admitted,
    headers: ignoredHeader(asked.ignored),
    bodyOf: (served) => textCompletionBody(completionOf(served)),
    framesOf: asked.stream ? (served) => textChunksOf(completionOf(served), asked.includeUsage) : undefined,
  })
}
