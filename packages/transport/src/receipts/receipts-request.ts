import { receiptsVersion } from '@subnetkit/core'
import { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import { pathOf } from '../http/headers.js'
import { describeIssues } from '../validation/describe-issues.js'
import { hex } from '../validation/hex.js'
import { receiptsTarget } from './statements.js'

/** Maximum number of receipts in one request for them. */
export const maxAsked = 256
/** Maximum size of the body of a request for receipts, in bytes. */
export const maxAskBytes = 20_480
/** Maximum size of its answer, in bytes: 256 receipts of 256 batches with the longest path, in base64url. */
export const maxReceiptsBytes = 300_000

/** Body of a request for receipts. */
export const askSchema = z.strictObject({
  version: z.literal(receiptsVersion),
  /** Hashes of the requests whose receipts are asked for. */
  requests: z.array(hex(32)).min(1).max(maxAsked),
})
export type ReceiptsRequest = z.infer<typeof askSchema>

/** Data of the answer. */
export const receiptsAnswerSchema = z.looseObject({
  version: z.literal(receiptsVersion),
  /** Binary receipts, base64url; those that the miner does not have are left out. */
  receipts: z.string().regex(/^[A-Za-z0-9_-]*$/),
})
export type ReceiptsAnswer = z.infer<typeof receiptsAnswerSchema>

/** Throws BODY_MALFORMED. */
export function readReceiptsRequest(body: Uint8Array): ReceiptsRequest {
  const refuse = (detail: string, cause?: unknown) =>
    transportError('BODY_MALFORMED', { synapse: pathOf(receiptsTarget), detail }, { cause })
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (cause) {
    throw refuse('it is not JSON', cause)
  }
  const parsed = askSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw refuse(describeIssues({ issues: parsed.error.issues, hasMore: false }))
}
