import { z } from 'zod'
import { readJsonFile } from '../../config/json-file.js'
import { defineAction } from '../../program/define-action.js'

export const action = defineAction(z.strictObject({}), async (_context, _options, [path = '']) => {
  const { proofSchema, verifyReceipt } = await import('@subnetkit/transport')
  const { receipt, ...exchange } = await readJsonFile(path, proofSchema)
  verifyReceipt(receipt, exchange)
  const { miner, caller, status, time, index, count } = receipt
  const { body } = exchange.answer
  const answer =
    body instanceof Uint8Array
      ? preview(Buffer.from(body).toString('utf8'))
      : `SHA-256 of the answer: ${body.sha256}`
  return {
    data: { miner, caller, status, time, index, count },
    text: () =>
      `valid: ${miner} answered ${caller} with status ${status} at ${new Date(time).toISOString()}, as answer ${index + 1} of a batch of ${count}\n${answer}`,
  }
})

/** Beginning of an answer, as one printable line. */
function preview(answer: string): string {
  const line = answer.replace(/[^\x20-\x7e]+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
