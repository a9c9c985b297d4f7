import { isSubnetError, type SubnetError } from '@subnetkit/base'
import {
  type AnyRouter,
  getTRPCErrorShape,
  type TRPC_ERROR_CODE_KEY,
  TRPCError,
  transformTRPCResponse,
} from '@trpc/server'
import { transportError } from '../errors/transport-error.js'

/** Error as a caller sees it, in `data.subnetkit` of tRPC's error shape. */
export interface PublicError {
  readonly code: string
  readonly message: string
  readonly fix: string
  /** Versions of the synapse that the miner serves, with SYNAPSE_VERSION_UNKNOWN. */
  readonly versions?: readonly number[] | undefined
}

const trpcCodes: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  408: 'TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  // tRPC has no name for it.
  431: 'BAD_REQUEST',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
}

/** The tRPC error that carries an error of the catalogue. */
export function toTrpcError(error: SubnetError): TRPCError {
  const code = trpcCodes[error.status] ?? 'INTERNAL_SERVER_ERROR'
  return new TRPCError({ code, message: error.message, cause: error })
}

/** The catalogue's view of anything that a procedure threw. */
export function fromTrpcError(error: TRPCError, synapse: string): SubnetError {
  if (isSubnetError(error.cause)) return error.cause
  if (error.code === 'BAD_REQUEST') {
    return transportError(
      'BODY_MALFORMED',
      { synapse, detail: 'it does not match the schema' },
      { cause: error.cause },
    )
  }
  return transportError(
    'HANDLER_FAILED',
    { synapse, detail: 'failed with an unexpected error' },
    { cause: error },
  )
}

/** Returns what writes errors as the calls of a router do: for a body, or for the error record of a stream. */
export function createErrorEncoder({ _def: { _config: config } }: AnyRouter) {
  return (error: SubnetError, path: string): string => {
    const call = { type: 'mutation', path, input: undefined, ctx: undefined } as const
    const shape = getTRPCErrorShape({ config, error: toTrpcError(error), ...call })
    return JSON.stringify(transformTRPCResponse(config, { error: shape }))
  }
}
