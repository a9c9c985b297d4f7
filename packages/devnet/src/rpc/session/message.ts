import { z } from 'zod'
import { isTooDeep } from './depth.js'
import {
  batchResponseTooLarge,
  batchTooLarge,
  type ErrorObject,
  invalidRequest,
  parseError,
  responseTooLarge,
  toErrorObject,
} from './errors.js'
import type { Session } from './session.js'

/** Requests in one batch. */
const MAX_BATCH = 1024
/** Characters of one answer, batches too, as a node limits its bytes. */
const MAX_RESPONSE = 15 * 1024 * 1024

type Id = string | number | null

const request = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.unknown().optional(),
})

/** Answers the text of a request or of a batch; `undefined` where JSON-RPC wants no answer. */
export function answerText(session: Session, text: string): string | undefined {
  if (isTooDeep(text)) return failure(null, parseError)
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return failure(null, parseError)
  }
  if (Array.isArray(message)) return answerBatch(session, message)
  // A node looks at the first character: what begins neither an object nor a list, it does not parse.
  if (typeof message !== 'object' || message === null) return failure(null, parseError)
  return answerOne(session, message)
}

function answerBatch(session: Session, batch: readonly unknown[]): string | undefined {
  if (batch.length === 0) return failure(null, invalidRequest)
  if (batch.length > MAX_BATCH) return failure(null, batchTooLarge(MAX_BATCH))
  const responses: string[] = []
  let size = 0
  for (const message of batch) {
    const response = answerOne(session, message)
    if (response === undefined) continue
    size += response.length
    // The rest is not executed: there is no one to receive the results.
    if (size > MAX_RESPONSE) return failure(null, batchResponseTooLarge(MAX_RESPONSE))
    responses.push(response)
  }
  return responses.length > 0 ? `[${responses.join()}]` : undefined
}

function answerOne(session: Session, message: unknown): string | undefined {
  const parsed = request.safeParse(message)
  if (!parsed.success) return failure(idOf(message), invalidRequest)
  const { id, method, params } = parsed.data
  try {
    const result = session.request(method, params) ?? null
    if (id === undefined) return undefined
    const response = JSON.stringify({ jsonrpc: '2.0', id, result })
    return response.length > MAX_RESPONSE ? failure(id, responseTooLarge(MAX_RESPONSE)) : response
  } catch (error) {
    return id === undefined ? undefined : failure(id, toErrorObject(error))
  }
}

const failure = (id: Id, error: ErrorObject): string => JSON.stringify({ jsonrpc: '2.0', id, error })

function idOf(message: unknown): Id {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
