import { hashLeaf, maxLeaves, rootOf } from '@subnetkit/base'
import { isBittensorAddress } from '@subnetkit/wallet/address'
import { z } from 'zod'
import type { AnswerReceipt } from './answer-receipt.js'

/** Name and version of the protocol of miners' receipts, at the head of every statement. */
export const receiptsVersion = 'receipts/1'

/** Parts of a receipt that one leaf covers. */
export type AnswerParts = Pick<AnswerReceipt, 'caller' | 'miner' | 'request' | 'status' | 'body' | 'time'>

/** Parts of a receipt that the signature covers, besides the root. */
export type BatchParts = Pick<AnswerReceipt, 'miner' | 'count' | 'start' | 'end'>

/** Text of a leaf. Addresses, hex and numbers hold no line break, so that no two answers read the same. */
export function answerStatement({ caller, miner, request, status, body, time }: AnswerParts): string {
  return `${receiptsVersion} answer\n${caller}\n${miner}\n${request}\n${status}\n${body}\n${time}`
}

/** Text that the miner signs for a batch. */
export function batchStatement({ miner, count, start, end }: BatchParts, root: Uint8Array): string {
  const hex = Buffer.from(root).toString('hex')
  return `${receiptsVersion} batch\n${miner}\n${hex}\n${count}\n${start}\n${end}`
}

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.int().min(0)

/** A receipt as JSON. */
export const answerReceiptSchema = z.strictObject({
  version: z.literal(receiptsVersion),
  caller: z.string(),
  miner: z.string(),
  request: hash,
  status: z.int().min(100).max(599),
  body: hash,
  time,
  index: z.int().min(0),
  count: z.int().min(1).max(maxLeaves),
  path: z.array(hash).max(20),
  start: time,
  end: time,
  signature: z.string().regex(/^0x[0-9a-f]{128}$/),
}) satisfies z.ZodType<AnswerReceipt>

/** Returns true if the key of an SS58 address signed a text (sr25519). */
export type StatementVerifier = (miner: string, statement: string, signature: string) => boolean

/**
 * Returns the reason for which a receipt is not what its miner signed, whatever the exchange was; null if it is. `verifies` can remember
 * signatures that it has verified: the receipts of a batch share one.
 */
export function flawOfReceipt(receipt: AnswerReceipt, verifies: StatementVerifier): string | null {
  const { caller, miner, time: at, start, end, index, count, signature } = receipt
  if (at < start || at > end) return 'its time is outside of the batch'
  for (const address of [caller, miner]) {
    if (!isBittensorAddress(address)) return `${address.slice(0, 64)} is not an SS58 address of Bittensor`
  }
  const path = receipt.path.map((sibling) => Buffer.from(sibling, 'hex'))
  const root = rootOf(hashLeaf(answerStatement(receipt)), { index, count, path })
  if (root === null) return 'its path does not fit its index and count'
  if (verifies(miner, batchStatement(receipt, root), signature)) return null
  return 'the signature is not that of the miner over the root that the path leads to'
}
