import type { AnswerReceipt } from '@subnetkit/core'

/** Name and version of the protocol, at the head of every statement. */
export const receiptsVersion = 'receipts/1'

/** Target of the request for receipts: no synapse can have this name. */
export const receiptsTarget = '/.receipts'

/** Header with which a caller asks for receipts, and in which an answer carries them. */
export const receiptsHeader = 'X-Subnetkit-Receipts'

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
