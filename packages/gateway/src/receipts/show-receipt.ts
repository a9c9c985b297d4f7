import { type Exchange, sendJson } from '../http/exchange.js'
import { accessOf } from '../keys/access.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'

export const receiptsPath = '/v1/receipts/'

/** `GET /v1/receipts/{id}`: the receipt of an answer that this key paid for. */
export async function showReceipt(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { key } = await accessOf(exchange.request, parts)
  const id = exchange.path.slice(receiptsPath.length)
  const found = await parts.receipts?.find(id, key.id)
  if (found) return sendJson(exchange, 200, found, { 'cache-control': 'no-store' })
  // The same for receipts of other keys: an id must not be worth guessing.
  const message = `There is no receipt ${JSON.stringify(id.slice(0, 100))} of this key.`
  throw new ApiError('receipt_not_found', message)
}
