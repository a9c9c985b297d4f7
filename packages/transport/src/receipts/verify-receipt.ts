import type { SubnetError } from '@subnetkit/base'
import {
  type AnsweredRequest,
  type AnswerReceipt,
  answerReceiptSchema,
  flawOfReceipt,
  type StatementVerifier,
} from '@subnetkit/core'
import { decodeAddress, verifySignature } from '@subnetkit/wallet'
import { sha256Hex, sha256OfBody } from '../body/body-hash.js'
import { transportError } from '../errors/transport-error.js'
import { describeIssues } from '../validation/describe-issues.js'

/** Returns true if the key of an SS58 address signed a text (sr25519). */
export const verifyStatement: StatementVerifier = (miner, statement, signature) =>
  verifySignature({
    scheme: 'sr25519',
    publicKey: decodeAddress(miner),
    message: Buffer.from(statement, 'utf8'),
    signature: Buffer.from(signature.slice(2), 'hex'),
  })

/**
 * Checks that a receipt proves one exchange: that its miner signed a batch that holds exactly this answer to exactly
 * this request. Pure, and needs nothing but its arguments. Throws RECEIPT_INVALID with the first thing that is wrong.
 *
 * A body may be given as its hash, which is then taken on trust.
 *
 * A receipt is the miner's statement. It does not prove that the caller sent the request: for that, the caller's own
 * signature of `request.text` is needed.
 *
 * @example
 * verifyReceipt(receipt, { request: { text, body }, answer: { status: 200, body: answerBytes } })
 */
export function verifyReceipt(receipt: AnswerReceipt, { request, answer }: AnsweredRequest): void {
  checkReceipt(receipt)
  const refuse = (detail: string) => invalidReceipt(receipt.miner, detail, otherExchange)
  if (sha256Hex(request.text) !== receipt.request) throw refuse('it is for another request')
  const named = namedIn(request.text)
  if (named === null) throw refuse('the text of the request is that of no authenticated request')
  if (named.body !== sha256OfBody(request.body))
    throw refuse('the request has another body than its text names')
  if (named.sender !== null && named.sender !== receipt.caller) {
    throw refuse(`the request is from ${named.sender}, not from ${receipt.caller}`)
  }
  if (named.receiver !== null && named.receiver !== receipt.miner) {
    throw refuse(`the request is to ${named.receiver}, not to ${receipt.miner}`)
  }
  checkAnswer(receipt, answer.status, sha256OfBody(answer.body))
}

/**
 * Checks that the miner signed what the receipt states, whatever the exchange was. Throws RECEIPT_INVALID.
 * `verifies` can remember signatures that it has verified: the receipts of a batch share one.
 */
export function checkReceipt(receipt: AnswerReceipt, verifies: StatementVerifier = verifyStatement): void {
  const parsed = answerReceiptSchema.safeParse(receipt)
  const { miner } = Object(receipt) as { miner?: unknown }
  if (!parsed.success) {
    throw invalidReceipt(String(miner), describeIssues({ issues: parsed.error.issues, hasMore: false }))
  }
  const flaw = flawOfReceipt(parsed.data, verifies)
  if (flaw !== null) throw invalidReceipt(String(miner), flaw)
}

/** Throws RECEIPT_INVALID if a receipt states another answer than the one that came. `body` is a hash in hex. */
export function checkAnswer(receipt: AnswerReceipt, status: number, body: string): void {
  if (receipt.status === status && receipt.body === body) return
  const said = `status ${receipt.status} with the body ${receipt.body}`
  const detail = `it states ${said}, the answer was status ${status} with ${body}`
  throw invalidReceipt(
    receipt.miner,
    detail,
    'Keep the receipt with the answer: the miner signed another answer than the one that came.',
  )
}

const otherExchange =
  'Pass the request that the receipt is for: its signature is valid, for another exchange.'
const worthless = 'Discard the receipt: it is not what a miner signed, and proves nothing against it either.'

/** Returns RECEIPT_INVALID. The default fix is for a receipt without a valid signature. */
export function invalidReceipt(
  miner: string,
  detail: string,
  fix = worthless,
): SubnetError<'RECEIPT_INVALID'> {
  return transportError('RECEIPT_INVALID', { miner: miner.slice(0, 64), detail, fix })
}

interface Named {
  readonly body: string
  readonly sender: string | null
  readonly receiver: string | null
}

/** Reads what the authenticated text of a request names; null for any other text. */
function namedIn(text: string): Named | null {
  const lines = text.split('\n')
  if (lines.length !== 8) return null
  if (lines[0] === 'btauth/1') {
    return { body: lines[4]!, sender: lines[6]!, receiver: lines[7] === '-' ? null : lines[7]! }
  }
  // A session has both hotkeys in its keys, not in its requests.
  if (lines[0] === 'session/1 request') return { body: lines[6]!, sender: null, receiver: null }
  return null
}
