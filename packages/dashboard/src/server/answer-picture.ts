import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PictureShelf } from '../pictures/picture-shelf.js'

/** Answers with a picture by its hash. Its type is that of its first bytes, never one that a miner states. */
export function answerPicture(
  sha256: string,
  pictures: PictureShelf,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const picture = pictures.get(sha256)
  if (picture === null) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    ...{ 'content-type': picture.type, 'content-length': picture.data.length },
    // Opened by itself, it is a picture in a page that may do nothing.
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=3600, immutable',
  })
  response.end(request.method === 'HEAD' ? undefined : picture.data)
}
