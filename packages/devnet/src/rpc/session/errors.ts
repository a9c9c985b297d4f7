import { reasonOf } from '@subnetkit/base'
import { decodeAll } from '../../codec/bytes.js'
import { byteVector } from '../../codec/sized.js'
import { PoolRefusal } from '../../extrinsics/validity.js'

/** An error object of JSON-RPC. */
export interface ErrorObject {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

/** A method's refusal, which goes to the caller as it is. */
export class RpcError extends Error {
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.data = data
  }
}

export const parseError: ErrorObject = { code: -32700, message: 'Parse error' }
export const invalidRequest: ErrorObject = { code: -32600, message: 'Invalid request' }
export const batchTooLarge = (limit: number): ErrorObject => ({
  code: -32010,
  message: 'The batch request was too large',
  data: `Exceeded max limit of ${limit}`,
})

export const responseTooLarge = (limit: number): ErrorObject => ({
  code: -32008,
  message: 'Response is too big',
  data: `Exceeded max limit of ${limit}`,
})
export const batchResponseTooLarge = (limit: number): ErrorObject => ({
  code: -32011,
  message: 'The batch response was too large',
  data: `Exceeded max limit of ${limit}`,
})

export const methodNotFound = (method: string) => new RpcError(-32601, `Method not found: ${method}`)
export const invalidParams = (detail: string) => new RpcError(-32602, `Invalid params: ${detail}`)
export const withoutSocket = () => new RpcError(-32601, 'subscriptions need a websocket')
export const tooManySubscriptions = (limit: number) =>
  new RpcError(-32006, 'Too many subscriptions on the connection', `Exceeded max limit of ${limit}`)
export const tooManyKeys = (limit: number) =>
  new RpcError(-32006, 'Too many storage keys are subscribed', `Exceeded max limit of ${limit} characters`)
/** A node's code for operations that its client (blocks, state, runtime) cannot do. */
export const clientError = (detail: string) => new RpcError(4003, `Client error: ${detail}`)
export const unknownBlock = (hash: string) =>
  clientError(`UnknownBlock: Header was not found in the database: ${hash}`)

/** A node's refusal of bytes whose length is not the one in front of them. */
export function requireOpaque(bytes: Uint8Array, message: string): void {
  try {
    decodeAll(byteVector, bytes)
  } catch (error) {
    throw new RpcError(1, message, reasonOf(error))
  }
}

/** A node's answer where the runtime fails over an extrinsic. */
export const runtimeFailure = (message: string, detail: string) => new RpcError(2, message, detail)

/** The error object for anything that a method threw. */
export function toErrorObject(error: unknown): ErrorObject {
  if (error instanceof RpcError || error instanceof PoolRefusal) {
    const { code, message, data } = error
    return data === undefined ? { code, message } : { code, message, data }
  }
  const detail = reasonOf(error)
  return { code: -32603, message: `Internal error: ${detail}` }
}
