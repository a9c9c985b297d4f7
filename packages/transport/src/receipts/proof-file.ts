import type { AnsweredRequest, AnswerReceipt, ExchangedBody, ProvenAnswer } from '@subnetkit/core'
import { z } from 'zod'

const base64 = z.base64('must be base64').transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
const hashed = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits') })
const body = z.union([base64, hashed], { error: 'must be base64 or { sha256 }' })

/** A proven answer as JSON, bodies in base64 or as their hash. The receipt is checked when it is verified. */
export const proofSchema = z.strictObject({
  receipt: z.custom<AnswerReceipt>(
    (value) => typeof value === 'object' && value !== null,
    'must be an object',
  ),
  request: z.strictObject({ text: z.string(), body }),
  answer: z.strictObject({ status: z.int(), body }),
}) satisfies z.ZodType<AnsweredRequest>

/** Returns JSON for a file with a proven answer, which `subnet receipts verify` reads. */
export function formatProof({ receipt, request, answer }: ProvenAnswer): string {
  const encoded = (body: ExchangedBody) =>
    body instanceof Uint8Array ? Buffer.from(body).toString('base64') : { sha256: body.sha256 }
  const proof = {
    receipt,
    request: { text: request.text, body: encoded(request.body) },
    answer: { status: answer.status, body: encoded(answer.body) },
  }
  return `${JSON.stringify(proof, null, 2)}\n`
}
