import { ClientGone, type Exchange, sendJson } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'
import { objectBody } from '../wire/object-body.js'
import { admitBytes } from './admit-bytes.js'
import { fileIdOf } from './file-id.js'
import { filesAccessOf } from './files-access.js'
import { hashPassing } from './hash-content.js'
import { ofView } from './to-file-error.js'

/** `PUT /v1/objects/{name}`: keeps the body, in place of an object of this name. */
export async function putObject(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, response, path, stop, id: requestId } = exchange
  // A refused body is not read: the connection cannot be used again.
  response.shouldKeepAlive = false
  const files = await filesAccessOf(exchange, parts)
  const id = fileIdOf(path, files.access.key, files.view)
  const size = sizeOf(request.headers, files.view.maxBytes)
  const admitted = await admitBytes(parts, files, {
    bytes: size,
    requestId,
    stop,
    sent: { headers: request.headers, body: { method: 'PUT', object: id.name } },
  })
  const read = hashPassing()
  try {
    const content = counted(request, size, read.add)
    const put = () => files.view.put({ ...id, size, content }, admitted.network)
    const info = await ofView(put, (error) => parts.onError(error, requestId))
    const cost = await admitted.charge(size)
    admitted.state(read.now())
    response.shouldKeepAlive = true
    sendJson(exchange, 201, objectBody(info), {
      ...admitted.headers,
      ...{ etag: `"${info.etag}"`, 'x-subnet-miners': admitted.miners(), 'x-subnet-cost': String(cost) },
    })
  } catch (error) {
    // What a client breaks off was sent to miners nevertheless.
    const isLeft = stop.aborted || error instanceof ClientGone || !request.complete
    if (isLeft && admitted.miners() !== '') await admitted.charge(read.now().bytes)
    throw error
  } finally {
    await admitted.end()
  }
}

function sizeOf(headers: Exchange['request']['headers'], most: number): number {
  const given = headers['content-length']
  if (given === undefined) {
    throw new ApiError('length_required', 'Send the length of the object as content-length.')
  }
  const size = Number(given)
  if (size <= most) return size
  throw new ApiError('request_too_large', `An object of this model may have at most ${most} bytes.`)
}

/** The bytes of a request, exactly as many as it has announced. */
async function* counted(
  request: AsyncIterable<Uint8Array>,
  size: number,
  onRead: (part: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const chunk of request) {
    read += chunk.length
    onRead(chunk)
    yield chunk
  }
  if (read !== size) throw new ClientGone()
}
