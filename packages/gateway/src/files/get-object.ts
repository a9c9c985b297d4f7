import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stopWith } from '@subnetkit/base'
import type { FileInfo, FileRange } from '@subnetkit/core'
import type { Cut } from '../answer/cut.js'
import { ClientGone, type Exchange } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'
import { admitBytes } from './admit-bytes.js'
import { parseRange } from './byte-range.js'
import { fileIdOf } from './file-id.js'
import { filesAccessOf } from './files-access.js'
import { hashPassing } from './hash-content.js'
import { toFileError } from './to-file-error.js'

/** Time in which a client has to take what a view gives at once, in ms. */
const stuckMs = 120_000

/** `GET` and `HEAD /v1/objects/{name}`: the object or a range of it, as miners give it, verified by the view. */
export async function getObject(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, response, path, stop, id: requestId } = exchange
  const files = await filesAccessOf(exchange, parts)
  const id = fileIdOf(path, files.access.key, files.view)
  const info = await files.view.stat(id)
  if (info === null) throw unknownObject()
  const common = headersOf(info)
  if (matches(request.headers['if-none-match'], info)) {
    response.writeHead(304, common)
    return void response.end()
  }
  const asked = isCurrent(request.headers['if-range'] as string | undefined, info)
    ? parseRange(request.headers.range, info.size)
    : null
  if (asked === 'unsatisfiable') {
    const headers = { 'content-range': `bytes */${info.size}` }
    throw new ApiError('range_not_satisfiable', `The object has ${info.size} bytes.`, { headers })
  }
  const range: FileRange = asked ?? { from: 0, to: info.size }
  const length = range.to - range.from
  const head = {
    ...common,
    'content-length': length,
    ...(asked !== null && { 'content-range': `bytes ${range.from}-${range.to - 1}/${info.size}` }),
  }
  const status = asked === null ? 200 : 206
  if (request.method === 'HEAD' || length === 0) {
    response.writeHead(status, head)
    return void response.end()
  }
  const admitted = await admitBytes(parts, files, {
    bytes: length,
    requestId,
    stop,
    sent: {
      headers: request.headers,
      body: { method: 'GET', object: id.name, ...(asked !== null && { range: [range.from, range.to] }) },
    },
  })
  const sent = hashPassing()
  let cut: Cut | undefined
  using stuck = stopWith(stop)
  try {
    const chunks = files.view.get(id, range, admitted.network)[Symbol.asyncIterator]()
    // Until the first bytes are there, an error has its status.
    const first = await chunks.next()
    response.writeHead(
      status,
      Object.assign({}, head, admitted.headers, { 'x-subnet-miners': admitted.miners() }),
    )
    async function* rest() {
      try {
        for (let next = first; !next.done; next = await chunks.next()) {
          sent.add(next.value)
          using _timer = parts.clock.timeout(() => stuck.abort(new ClientGone()), stuckMs)
          yield next.value
        }
      } finally {
        await chunks.return?.()
      }
      const { bytes } = sent.now()
      if (bytes !== length) throw new Error(`the view gave ${bytes} bytes of ${length}`)
    }
    await pipeline(Readable.from(rest(), { objectMode: false }), response, {
      signal: stuck.signal,
    })
  } catch (error) {
    const shown = toFileError(error)
    if (!stuck.aborted && (shown !== error || response.headersSent)) parts.onError(error, requestId)
    cut = { error: shown }
    throw shown
  } finally {
    // What miners gave was fetched for this client, whether or not it read any of it.
    const isLeft = stop.aborted && admitted.miners() !== ''
    const content = sent.now()
    if (content.bytes > 0 || isLeft) await admitted.charge(content.bytes)
    // Only a response that has begun has named its receipt.
    if (response.headersSent) admitted.state(content, cut)
    await admitted.end()
  }
}

export const unknownObject = () =>
  new ApiError('object_not_found', 'There is no object of this name.', { param: 'name' })

const headersOf = ({ etag, modified }: FileInfo) => ({
  etag: `"${etag}"`,
  'last-modified': modified.toUTCString(),
  'accept-ranges': 'bytes',
  'cache-control': 'private, no-cache',
  // Bytes of a stranger: they are saved, and never shown as a page of this gateway.
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment',
  'x-content-type-options': 'nosniff',
})

/** Returns true if a list of tags has that of the object. */
const matches = (header: string | undefined, { etag }: FileInfo): boolean =>
  header?.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === `"${etag}"`) ??
  false

/** A range of an object that is not the one that the client knows would be mixed with it. */
const isCurrent = (header: string | undefined, { etag }: FileInfo): boolean =>
  header === undefined || header.trim() === `"${etag}"`
