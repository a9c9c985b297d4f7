import { admitAll } from '../answer/admit-all.js'
import { respond } from '../answer/respond.js'
import type { Exchange } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { embeddingsBody } from '../wire/embedding-body.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseEmbedding } from '../wire/parse-embedding.js'
import { toCalls } from './to-calls.js'

/** `POST /v1/embeddings` */
export async function embeddings(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const asked = parseEmbedding(body)
  const { model, format } = asked
  const selection = selectModel(parts.models, access.key, model)
  const admitted = await admitAll(
    { parts, access, selection, requestId, sent: { body, headers: request.headers }, stop },
    toCalls(selection.model, asked),
  )
  await respond(exchange, parts, {
    admitted,
    headers: ignoredHeader(asked.ignored),
    bodyOf: ({ served, usage: { promptTokens } }) =>
      embeddingsBody({
        ...{ model, format, promptTokens },
        vectors: served.flatMap(({ choices }) => choices[0]!.answer),
      }),
  })
}
