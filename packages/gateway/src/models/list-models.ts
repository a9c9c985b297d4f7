import { z } from 'zod'
import { type Exchange, sendJson } from '../http/exchange.js'
import { accessOf } from '../keys/access.js'
import type { GatewayModel } from '../model.js'
import type { GatewayParts } from '../parts.js'
import { modelBody } from '../wire/model-body.js'
import { allowedModel, mayUse } from './find-model.js'

/** `GET /v1/models`: those that the key may use, and their aliases. */
export async function listModels(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { key } = await accessOf(exchange.request, parts)
  const usable = parts.models.filter((model) => mayUse(key, model))
  const data = usable.flatMap((model) => [model.id, ...model.aliases].map((id) => modelBody(id, model)))
  sendJson(exchange, 200, { object: 'list', data })
}

/** `GET /v1/models/{id}`; clients encode the slashes of an id, people do not. */
export async function showModel(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { key } = await accessOf(exchange.request, parts)
  const id = decoded(exchange.path.slice('/v1/models/'.length))
  const model = allowedModel(parts.models, key, id)
  sendJson(exchange, 200, { ...modelBody(id, model), ...schemasOf(model) })
}

/** JSON schemas of what the model takes and gives at `/v1/json`. */
function schemasOf({ views: { json } }: GatewayModel): object {
  if (json === undefined) return {}
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
    z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return { json: { input: schemaOf(json.input, 'input'), output: schemaOf(json.output, 'output') } }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
