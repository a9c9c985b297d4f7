import type { ScoredReply } from '@subnetkit/core'

/** Record of one question to a miner, for explanations. */
export interface Receipt {
  /** Block of the round. */
  readonly block: number
  readonly validator: string
  readonly hotkey: string
  readonly agent: string
  readonly family: string
  /** Place of the question among those of this round, and their number. */
  readonly at: number
  readonly of: number
  readonly state: 'scored' | 'silent' | 'late' | 'malformed' | 'ours'
  readonly reason: string | null
  readonly score: number
  /** Criteria and factors by name, and the gate that failed with a score of 0. */
  readonly parts: readonly { readonly name: string; readonly score: number }[]
  readonly work: number
  /** True if another miner had given the same answer to the same question before. */
  readonly copied: boolean
  /** True if its operator had given the same answer to another question of this validator. */
  readonly repeated: boolean
  /** Question and answer, shortened. */
  readonly question: string
  readonly answer: string | null
}

/** Facts of a question that are known before it is scored. */
export interface ReceiptNote
  extends Pick<Receipt, 'at' | 'of' | 'work' | 'copied' | 'repeated' | 'question' | 'answer'> {
  readonly miner: { readonly hotkey: string; readonly agent: { readonly name: string } }
  readonly isLate: boolean
}

const longest = 160

/** Text of a question or an answer, cut: only for people. */
export function brief(value: unknown): string {
  const text = textOf(value)
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`
}

export function textOf(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'bigint') return `${one}n`
    return one instanceof Uint8Array
      ? `${one.length} bytes ${Buffer.from(one.subarray(0, 32)).toString('hex')}`
      : one
  })
  return text ?? String(value)
}

/** Receipt of a question that was scored. */
export function receiptOf(
  { miner, isLate, ...note }: ReceiptNote,
  { family, outcome, reason, score, parts }: ScoredReply,
  { block, validator }: Pick<Receipt, 'block' | 'validator'>,
): Receipt {
  const state = outcome === 'absent' ? (isLate ? 'late' : 'silent') : outcome
  return {
    ...note,
    ...{ block, validator, hotkey: miner.hotkey, agent: miner.agent.name, family, state, reason, score },
    parts: [
      ...(parts?.failedGate ? [{ name: parts.failedGate, score: 0 }] : []),
      ...(parts?.criteria ?? []).map(({ name, score: own }) => ({ name, score: own })),
      ...(parts?.factors ?? []).map(({ name, factor }) => ({ name, score: factor })),
    ],
  }
}
