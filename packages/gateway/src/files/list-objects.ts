import { type Exchange, sendJson } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import { objectBody } from '../wire/object-body.js'
import { admitBytes } from './admit-bytes.js'
import { fileIdOf, ownerOf } from './file-id.js'
import { filesAccessOf } from './files-access.js'
import { unknownObject } from './get-object.js'
import { hashPassing } from './hash-content.js'
import { ofView } from './to-file-error.js'

/** `GET /v1/objects`: the objects of the key, or of its project. */
export async function listObjects(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { access, view } = await filesAccessOf(exchange, parts)
  using grant = await access.take(0)
  const found = await view.list(ownerOf(access.key))
  sendJson(exchange, 200, { object: 'list', data: found.map(objectBody) }, grant.headers)
}

/** `DELETE /v1/objects/{name}` */
export async function deleteObject(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, response, path, stop, id: requestId } = exchange
  const files = await filesAccessOf(exchange, parts)
  const id = fileIdOf(path, files.access.key, files.view)
  const admitted = await admitBytes(parts, files, {
    bytes: 0,
    requestId,
    stop,
    sent: { headers: request.headers, body: { method: 'DELETE', object: id.name } },
  })
  try {
    const remove = () => files.view.remove(id, admitted.network)
    if (!(await ofView(remove, (error) => parts.onError(error, requestId)))) throw unknownObject()
    admitted.state(hashPassing().now())
    response.writeHead(204, admitted.headers)
    response.end()
  } finally {
    await admitted.end()
  }
}
