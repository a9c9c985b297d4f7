import { setImmediate as nextTurn } from 'node:timers/promises'
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
export const MAX_RESPONSE = 15 * 1024 * 1024

type Id = string | number | null

const request = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string(),
  params: z.unknown().optional(),
})

/** An answer; `undefined` where JSON-RPC wants none. */
type Response = string | undefined

/**
 * Answers the text of a request or of a batch, which nothing is sent for where JSON-RPC wants no answer. Batches, and methods that
 * make many blocks, take several turns of the event loop: the result resolves when they are answered.
 */
export function answerText(
  session: Session,
  text: string,
  send: (answer: string) => void,
): Promise<void> | undefined {
  const release = session.hold()
  const finish = (response: Response) => {
    if (response !== undefined) send(response)
    release()
    return undefined
  }
  const message = parse(text)
  if (Array.isArray(message)) return answerBatch(session, message).then(finish)
  // A node looks at the first character: what begins neither an object nor a list, it does not parse.
  if (typeof message !== 'object' || message === null) return finish(failure(null, parseError))
  const response = answerOne(session, message)
  if (!(response instanceof Promise)) return finish(response)
  // It starts no subscription, and its client may follow what it does.
  release()
  return response.then(finish)
}

function parse(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One request a turn: a long batch makes no other client wait. */
async function answerBatch(session: Session, batch: readonly unknown[]): Promise<Response> {
  if (batch.length === 0) return failure(null, invalidRequest)
  if (batch.length > MAX_BATCH) return failure(null, batchTooLarge(MAX_BATCH))
  const responses: string[] = []
  const { signal } = session
  let size = 0
  for (const [index, message] of batch.entries()) {
    if (index > 0) await nextTurn()
    // The rest is not executed: there is no one to receive the results.
    if (signal.aborted) return undefined
    const response = await answerOne(session, message)
    if (response === undefined) continue
    size += response.length
    if (size > MAX_RESPONSE) return failure(null, batchResponseTooLarge(MAX_RESPONSE))
    responses.push(response)
  }
  return responses.length > 0 ? `[${responses.join()}]` : undefined
}

function answerOne(session: Session, message: unknown): Response | Promise<Response> {
  const parsed = request.safeParse(message)
  if (!parsed.success) return failure(idOf(message), invalidRequest)
  const { id, method, params } = parsed.data
  const respond = (result: unknown) => (id === undefined ? undefined : success(id, result))
  const refuse = (error: unknown) => (id === undefined ? undefined : failure(id, toErrorObject(error)))
  try {
    const result = session.request(method, params)
    return result instanceof Promise ? result.then(respond).catch(refuse) : respond(result)
  } catch (error) {
    return refuse(error)
  }
}

function success(id: Id, result: unknown): string {
  const response = JSON.stringify({ jsonrpc: '2.0', id, result: result ?? null })
  return response.length > MAX_RESPONSE ? failure(id, responseTooLarge(MAX_RESPONSE)) : response
}

const failure = (id: Id, error: ErrorObject): string => JSON.stringify({ jsonrpc: '2.0', id, error })

function idOf(message: unknown): Id {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}
