import { admit } from '../answer/admit.js'
import type { Exchange } from '../http/exchange.js'
import { sendJson } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import { accessOf } from '../keys/access.js'
import { selectModel } from '../models/find-model.js'
import type { GatewayParts } from '../parts.js'
import { ignoredHeader } from '../wire/ignored-fields.js'
import { parseImage } from '../wire/parse-image.js'
import type { LoadedImages } from './load-images.js'
import { toCall } from './to-call.js'

/** `POST /v1/images/generations` */
export async function generations(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { request, stop, id: requestId } = exchange
  const access = await accessOf(request, parts)
  const body = await readJson(request, parts.maxBodyBytes)
  const asked = parseImage(body)
  const selection = selectModel(parts.models, access.key, asked.model)
  const call = toCall(selection.model, asked)
  const sent = { body, headers: request.headers }
  const admitted = await admit({ parts, access, selection, call, requestId, sent, stop })
  try {
    const served = await admitted.run()
    const { answer } = served.choices[0]!
    const data = asked.format === 'url' ? await links(answer) : answer.files.map(encoded)
    const created = Math.floor(parts.clock.date() / 1_000)
    const headers = { ...admitted.headers, ...served.headers, ...ignoredHeader(asked.ignored) }
    sendJson(exchange, 200, { created, data }, headers)
  } finally {
    await admitted.end()
  }

  async function links({ images, files }: LoadedImages) {
    const pictures = images.map(({ mediaType }, at) => ({ mediaType, data: files[at]! }))
    const paths = await parts.pictures.keep(pictures)
    // The address that the client has used: a proxy in front passes it on.
    const base = parts.publicUrl?.replace(/\/+$/, '') ?? `http://${request.headers.host ?? 'localhost'}`
    return paths.map((path) => ({ url: `${base}${path}` }))
  }
}

const encoded = (file: Uint8Array) => ({
  b64_json: Buffer.from(file.buffer, file.byteOffset, file.length).toString('base64'),
})
