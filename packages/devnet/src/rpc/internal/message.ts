import { z } from 'zod'
import { batchTooLarge, type ErrorObject, invalidRequest, parseError, toErrorObject } from './errors.js'
import type { Session } from './session.js'

/** Requests in one batch. */
const MAX_BATCH = 1024

type Id = string | number | null

const request = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.unknown(),
})

/** Answers the text of a request or of a batch; `undefined` where JSON-RPC wants no answer. */
export function answerText(session: Session, text: string): string | undefined {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return failure(null, parseError)
  }
  return Array.isArray(message) ? answerBatch(session, message) : answerOne(session, message)
}

function answerBatch(session: Session, batch: readonly unknown[]): string | undefined {
  if (batch.length === 0) return failure(null, invalidRequest)
  if (batch.length > MAX_BATCH) return failure(null, batchTooLarge(MAX_BATCH))
  const responses = batch
    .map((message) => answerOne(session, message))
    .filter((response) => response !== undefined)
  return responses.length > 0 ? `[${responses.join()}]` : undefined
}

function answerOne(session: Session, message: unknown): string | undefined {
  const parsed = request.safeParse(message)
  if (!parsed.success) return failure(idOf(message), invalidRequest)
  const { id, method, params } = parsed.data
  try {
    const result = session.request(method, params) ?? null
    return id === undefined ? undefined : JSON.stringify({ jsonrpc: '2.0', id, result })
  } catch (error) {
    return id === undefined ? undefined : failure(id, toErrorObject(error))
  }
}

const failure = (id: Id, error: ErrorObject): string => JSON.stringify({ jsonrpc: '2.0', id, error })

function idOf(message: unknown): Id {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
