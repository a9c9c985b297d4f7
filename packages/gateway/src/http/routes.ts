import { chatCompletions } from '../chat/completions.js'
import { completions } from '../completions/completions.js'
import { embeddings } from '../embeddings/embeddings.js'
import { objectsPath } from '../files/file-id.js'
import { getObject } from '../files/get-object.js'
import { deleteObject, listObjects } from '../files/list-objects.js'
import { putObject } from '../files/put-object.js'
import { generations } from '../images/generations.js'
import { picturesPath } from '../images/pictures.js'
import { showPicture } from '../images/show-picture.js'
import { json } from '../json/json.js'
import { changeKey, showKey } from '../keys/show-key.js'
import { listModels, showModel } from '../models/list-models.js'
import type { GatewayParts } from '../parts.js'
import { receiptsPath, showReceipt } from '../receipts/show-receipt.js'
import { responses } from '../responses/responses.js'
import { callSynapse } from '../subnets/call-synapse.js'
import { ApiError } from '../wire/api-error.js'
import { type Exchange, sendJson } from './exchange.js'

type Handler = (exchange: Exchange, parts: GatewayParts) => Promise<void>

const routes: Readonly<Record<string, Handler>> = {
  'POST /v1/chat/completions': chatCompletions,
  'POST /v1/responses': responses,
  'POST /v1/completions': completions,
  'POST /v1/embeddings': embeddings,
  'POST /v1/images/generations': generations,
  'POST /v1/json': json,
  'GET /v1/objects': listObjects,
  'GET /v1/models': listModels,
  'GET /v1/key': showKey,
  'POST /v1/key': changeKey,
  'GET /healthz': async (exchange) => sendJson(exchange, 200, { ok: true }),
  'GET /readyz': async (exchange, { unready }) => {
    const reason = unready()
    sendJson(exchange, reason === null ? 200 : 503, {
      ready: reason === null,
      reasons: reason === null ? [] : [reason],
    })
  },
}

/** Handlers of one object, by the method. */
const objectRoutes: Readonly<Record<string, Handler>> = {
  GET: getObject,
  HEAD: getObject,
  PUT: putObject,
  DELETE: deleteObject,
}

/** The handler of a request. Throws ApiError `unknown_url`, which names what exists. */
export function routeOf({ request: { method = 'GET' }, path }: Exchange): Handler {
  const found = routes[`${method} ${path}`]
  if (found !== undefined) return found
  if (method === 'GET' && path.startsWith('/v1/models/')) return showModel
  if (method === 'GET' && path.startsWith(picturesPath)) return showPicture
  if (path.startsWith(objectsPath) && objectRoutes[method] !== undefined) return objectRoutes[method]
  if (method === 'POST' && /^\/subnets\/[^/]+\/[^/]+$/.test(path)) return callSynapse
  if (method === 'GET' && path.startsWith(receiptsPath)) return showReceipt
  throw new ApiError('unknown_url', `There is no ${method} ${path.slice(0, 200)}. ${hintFor(path)}`)
}

/** Endpoints of other services for which there is nothing here that would be true. */
const absent =
  /^\/v1\/(audio|batches|assistants|threads|moderations|files|fine_tuning|vector_stores|uploads)(\/|$)/

function hintFor(path: string): string {
  if (/\/chat\/completions\/./.test(path))
    return 'The base URL of a client ends with /v1, and has no path of an endpoint.'
  const all = Object.keys(routes)
    .filter((route) => route.includes(' /v1/'))
    .join(', ')
  return absent.test(path) ? `No subnet offers it. There is ${all}.` : `There is ${all}.`
}
