import type { IncomingMessage } from 'node:http'
import { gatewayBudget, keyBudget, projectBudget } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'
import type { Grant } from './rates.js'
import type { KeyRecord } from './records.js'

/** Rights of a request, by its key. */
export interface Access {
  readonly key: KeyRecord
  /** Budgets that pay for it. */
  readonly budgets: readonly string[]
  take(tokens: number): Promise<Grant>
}

/** Finds the key of a request. Throws ApiError: one text for a key that is missing, unknown or revoked. */
export async function accessOf({ headers }: IncomingMessage, { keys, rates }: GatewayParts): Promise<Access> {
  const [, text] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
  const key = text === undefined ? null : await keys.find(text)
  if (key === null) {
    const message = 'The API key is missing or not valid. Send it as: Authorization: Bearer sn_live_…'
    throw new ApiError('invalid_api_key', message)
  }
  return { key, budgets: budgetsOf(key), take: (tokens) => rates.take(key, tokens) }
}

/** Budgets that pay for the requests of a key. */
export const budgetsOf = ({ id, project }: KeyRecord): readonly string[] => [
  gatewayBudget,
  ...(project === null ? [] : [projectBudget(project)]),
  keyBudget(id),
]
