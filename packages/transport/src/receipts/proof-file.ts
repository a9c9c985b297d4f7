import type { AnsweredRequest, AnswerReceipt, ProvenAnswer } from '@subnetkit/core'
import { z } from 'zod'

const base64 = z.base64('must be base64').transform((text) => new Uint8Array(Buffer.from(text, 'base64')))

/** A proven answer as JSON, bodies in base64. The receipt is checked when it is verified. */
export const proofSchema = z.strictObject({
  receipt: z.custom<AnswerReceipt>(
    (value) => typeof value === 'object' && value !== null,
    'must be an object',
  ),
  request: z.strictObject({ text: z.string(), body: base64 }),
  answer: z.strictObject({ status: z.int(), body: base64 }),
}) satisfies z.ZodType<AnsweredRequest>

/** Returns JSON for a file with a proven answer, which `subnet receipts verify` reads. */
export function formatProof({ receipt, request, answer }: ProvenAnswer): string {
  const encoded = (body: Uint8Array) => Buffer.from(body).toString('base64')
  const proof = {
    receipt,
    request: { text: request.text, body: encoded(request.body) },
    answer: { status: answer.status, body: encoded(answer.body) },
  }
  return `${JSON.stringify(proof, null, 2)}\n`
}
