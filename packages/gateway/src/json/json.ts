import { randomUUID } from 'node:crypto'
import { admit } from '../answer/admit.js'
import { respond } from '../answer/respond.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseJson } from '../wire/parse-json.js'
import { usageBody } from '../wire/tokens.js'
import { toCall } from './to-call.js'

/** `POST /v1/json`: a function from JSON to JSON, by the view of the model. */
export async function json(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const asked = parseJson(body)
  const selection = selectModel(parts.models, access.key, asked.model)
  const call = await toCall(selection.model, asked.input)
  const sent = { body, headers: request.headers }
  const admitted = await admit({ parts, access, selection, call, requestId, sent, stop })
  await respond(exchange, parts, {
    admitted,
    headers: ignoredHeader(asked.ignored),
    bodyOf: ({ choices, usage }) => ({
      ...{ id: `json-${randomUUID().replaceAll('-', '')}`, object: 'json' },
      ...{ created: Math.floor(parts.clock.date() / 1_000), model: asked.model },
      output: choices[0]!.answer,
      usage: usageBody(usage),
    }),
  })
}
