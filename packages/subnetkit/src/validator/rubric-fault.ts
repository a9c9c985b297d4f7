import type { ScoredReply } from '@subnetkit/core'

/** Failure of a rubric on an answer: its author has to fix it, and not the miner. */
export interface RubricFault {
  readonly code: 'CHECKER_FAILED' | 'SCORE_OUT_OF_RANGE'
  /** Part that failed, such as `criterion correct`. */
  readonly part: string
  /** Sentence that names the part and its error. */
  readonly text: string
  readonly fix: string
}

/** Returns the fault of the rubric behind a receipt or a scored reply; null where there is none. */
export function rubricFaultOf({
  outcome,
  reason,
}: {
  readonly outcome: ScoredReply['outcome'] | 'refused'
  readonly reason: string | null
}): RubricFault | null {
  if (outcome !== 'malformed' || reason === null) return null
  const [, code, text = ''] = /^(CHECKER_FAILED|SCORE_OUT_OF_RANGE): (.*)$/s.exec(reason) ?? []
  if (code === 'CHECKER_FAILED') {
    const part = text.split(' threw on an answer: ')[0]!
    return { code, part, text, fix: `Make ${part} handle every answer that the output schema accepts.` }
  }
  if (code !== 'SCORE_OUT_OF_RANGE') return null
  const part = text.split(' returned ')[0]!
  return { code, part, text, fix: `Clamp the result of ${part} to [0, 1] and never return NaN.` }
}
