import type { Incoming, Refusal, Request } from './link.js'

/** A request as text. */
export function encodeRequest({ id, method, params }: Request): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params })
}

/** Parses a message of the node; null if it is not JSON-RPC. */
export function decodeIncoming(text: string): Incoming | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { jsonrpc, id, method, params, result, error } = value as Record<string, unknown>
  if (jsonrpc !== '2.0') return null
  if (method !== undefined) return notification(params)
  if (typeof id !== 'number') return { kind: 'other' }
  if (error !== undefined && error !== null) return { kind: 'refusal', id, refusal: refusalOf(error) }
  return result === undefined ? null : { kind: 'answer', id, result }
}

function notification(params: unknown): Incoming {
  const { subscription, result } = Object(params) as Record<string, unknown>
  const named = typeof subscription === 'string' || typeof subscription === 'number'
  return named && result !== undefined
    ? { kind: 'notification', subscription: String(subscription), result }
    : { kind: 'other' }
}

/** Fallback code for JSON-RPC errors without one. */
const internalError = -32_603

/** An error object of JSON-RPC. */
export function refusalOf(error: unknown): Refusal {
  const { code, message, data } = Object(error) as Record<string, unknown>
  const detail = data === undefined ? '' : `: ${typeof data === 'string' ? data : JSON.stringify(data)}`
  return { code: typeof code === 'number' ? code : internalError, words: `${message}${detail}` }
}
