import type { IncomingMessage } from 'node:http'
import { addressKey } from '@subnetkit/transport'
import { gatewayBudget, keyBudget, projectBudget } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import { ApiError, toApiError } from '../wire/api-error.js'
import type { Grant } from './rates.js'
import type { KeyRecord } from './records.js'

/** Rights of a request, by its key. */
export interface Access {
  readonly key: KeyRecord
  /** Budgets that pay for it. */
  readonly budgets: readonly string[]
  take(tokens: number): Promise<Grant>
}

/** Finds the key of a request. Throws ApiError: one text for a key that is missing, unknown or revoked, and a limit for an address that sends many. */
export async function accessOf(request: IncomingMessage, { keys, rates }: AccessParts): Promise<Access> {
  const { headers } = request
  const [, text] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const key = text === undefined ? null : await keys.find(text)
  if (key === null) {
    await rates.refuse(addressKey(request.socket.remoteAddress))
    const message = 'The API key is missing or not valid. Send it as: Authorization: Bearer sn_live_…'
    throw new ApiError('invalid_api_key', message)
  }
  if (!uncounted.has(request)) uncounted.set(request, key)
  return {
    ...{ key, budgets: budgetsOf(key) },
    take(tokens) {
      uncounted.set(request, null)
      return rates.take(key, tokens)
    },
  }
}

type AccessParts = Pick<GatewayParts, 'keys' | 'rates'>

/** Keys of requests that have not taken of their rates; null for one that has. */
const uncounted = new WeakMap<IncomingMessage, KeyRecord | null>()

/**
 * Counts a request that is refused for what it asks, such as a model that does not exist, against the rates of its key: these limit it
 * like any other. Returns the error to send, which is that of the rate once it is used up.
 */
export async function countRefusal(
  request: IncomingMessage,
  rates: AccessParts['rates'],
  error: ApiError,
): Promise<ApiError> {
  const key = uncounted.get(request) ?? null
  if (key === null || error.status >= 500) return error
  try {
    using _grant = await rates.take(key, 0)
    return error
  } catch (limit) {
    return toApiError(limit)
  }
}

/** Budgets that pay for the requests of a key. */
export const budgetsOf = ({ id, project }: KeyRecord): readonly string[] => [
  gatewayBudget,
  ...(project === null ? [] : [projectBudget(project)]),
  keyBudget(id),
]
