import type { AnswerReceipt } from '../subnet/answer-receipt.js'
import type { ScoreRecord } from './score-record.js'

type Proven = Pick<ScoreRecord, 'validator' | 'request' | 'body'> & {
  readonly miner: Pick<ScoreRecord['miner'], 'hotkey'>
}

/** Returns the field in which a miner's receipt is about another answer than a record, with both; null if it is about the same. */
export function proofMismatch(
  { validator, miner, request, body }: Proven,
  proof: AnswerReceipt,
): string | null {
  const expected = { caller: validator, miner: miner.hotkey, request, body } as const
  for (const field of ['caller', 'miner', 'request', 'body'] as const) {
    if (proof[field] !== expected[field])
      return `its ${field} is ${proof[field]}, and the record has ${expected[field] ?? 'none'}`
  }
  return null
}
