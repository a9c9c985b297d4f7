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
  const address = addressKey(request.socket.remoteAddress)
  const key = text === undefined ? null : await find(text, address, { keys, rates })
  if (key === null) {
    await rates.refuse(address)
    const message = 'The API key is missing or not valid. Send it as: Authorization: Bearer sn_live_…'
    throw new ApiError('invalid_api_key', message)
  }
  // It is in flight from now on: also while its body arrives, or while it waits for the answer to another one.
  if (!open.has(request))
    open.set(request, {
      key,
      place: headers['content-length'] || headers['transfer-encoding'] ? rates.enter(key) : undefined,
      isCounted: false,
    })
  return {
    key,
    budgets: budgetsOf(key),
    take: (tokens) => takeFor(request, rates, key, tokens),
  }
}

/** Look-ups of keys by address that are not over. */
const looking = new Map<string, number>()
const mostLooking = 60

/** Finds a key. An address that has sent, or is sending, many that are none costs no look-ups in the store: it is refused first. */
async function find(text: string, address: string, { keys, rates }: AccessParts): Promise<KeyRecord | null> {
  let isLooking = false
  async function isSuspect(): Promise<boolean> {
    const before = looking.get(address) ?? 0
    looking.set(address, before + 1)
    isLooking = true
    return before >= mostLooking || (await rates.isRefused(address))
  }
  try {
    return await keys.find(text, { isSuspect })
  } finally {
    const left = (looking.get(address) ?? 0) - 1
    if (isLooking && left > 0) looking.set(address, left)
    else if (isLooking) looking.delete(address)
  }
}

type AccessParts = Pick<GatewayParts, 'keys' | 'rates'>

/** A request with a key that is being answered. */
interface OpenRequest {
  readonly key: KeyRecord
  /** Its place among those in flight, until it takes of its rates; absent for one without a body. */
  place: Disposable | undefined
  /** True once it has taken of its rates. */
  isCounted: boolean
}

const open = new WeakMap<IncomingMessage, OpenRequest>()

/** Takes of the rates of a key. The first part of a request has its place already, and others need one each. */
function takeFor(request: IncomingMessage, rates: AccessParts['rates'], key: KeyRecord, tokens: number) {
  const opened = open.get(request)
  const place = opened?.place ?? (opened?.isCounted === false ? rates.enter(key) : undefined)
  if (opened !== undefined) Object.assign(opened, { place: undefined, isCounted: true })
  return rates.take(key, tokens, place)
}

/** Ends the place of a request that was answered without taking of its rates. */
export function leave(request: IncomingMessage): void {
  open.get(request)?.place?.[Symbol.dispose]()
  open.delete(request)
}

/**
 * Counts a request that is refused for what it asks, such as a model that does not exist, against the rates of its key: these limit it
 * like any other. Returns the error to send, which is that of the rate once it is used up.
 */
export async function countRefusal(
  request: IncomingMessage,
  rates: AccessParts['rates'],
  error: ApiError,
): Promise<ApiError> {
  const opened = open.get(request)
  if (opened === undefined || opened.isCounted || error.status >= 500) return error
  try {
    using _grant = await takeFor(request, rates, opened.key, 0)
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
