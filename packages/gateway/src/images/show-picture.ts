import type { Exchange } from '../http/exchange.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'
import { picturesPath } from './pictures.js'

/** `GET /v1/images/files/{name}`: the picture of a signed link, without a key. */
export async function showPicture({ request, response, path }: Exchange, parts: GatewayParts): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://gateway')
  const picture = await parts.pictures.find(path.slice(picturesPath.length), searchParams)
  if (picture === null)
    throw new ApiError('unknown_url', 'The link has expired, or is not one of this gateway.')
  response.writeHead(200, {
    'content-type': picture.mediaType,
    'content-length': picture.data.length,
    'cache-control': 'private, max-age=3600, immutable',
    // Bytes of a stranger: shown as a picture or not at all.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
  response.end(picture.data)
}
