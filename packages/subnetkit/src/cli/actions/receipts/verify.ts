import { open } from 'node:fs/promises'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import { readJsonFile } from '../../config/json-file.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({
  offline: z.literal(true).optional(),
  maxDelay: wholeNumber(0, 100_000_000).optional(),
})

export const action = defineAction(schema, async (context, { offline, maxDelay }, [path = '']) => {
  if (await hasScoreRecords(path)) {
    const { verifyScores } = await import('./verify-scores.js')
    return verifyScores(context, path, {
      offline: offline === true,
      maxDelayBlocks: maxDelay,
    })
  }
  return verifyProof(path)
})

/** Returns true for a file of lines with score records (scores/1); a proof of a miner (receipts/1) is one document. */
async function hasScoreRecords(path: string): Promise<boolean> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4_096))
    const start = buffer.toString('utf8', 0, bytesRead)
    return /"format"\s*:\s*"scores\/|"kind"\s*:\s*"(round|record)"/.test(start)
  } catch {
    return false // reported when it is read as a proof
  }
}

async function verifyProof(path: string) {
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
}

/** Beginning of an answer, as one printable line. */
function preview(answer: string): string {
  const line = answer.replace(/[^\x20-\x7e]+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
