/** Codes of findings, with what each means. */
export const findingCodes = {
  ADDITIVE_PAYS_WRONG: 'a criterion pays answers that another criterion knows to be wrong',
  PAYS_WRONG: 'a criterion pays for wrong answers',
  PAYS_CONSTANT: 'one answer to everything earns much',
  PAYS_TRUNCATED: 'half of the answer earns almost as much as all of it',
  RIGHT_UNPAID: 'the best answer that is known earns little',
  RIGHT_UNKNOWN: 'no right answer is known, so that wrong ones have nothing to compare with',
  NOISE_WINS: 'without a truth, an answer that nobody means earns more than those of the handlers',
  NEVER_PASSES: 'a gate stops every answer',
  NEVER_VARIES: 'a part gives every answer the same',
  OUT_OF_RANGE: 'a part returns what is no number from 0 to 1',
  FAILS: 'a part throws or runs out of time on an answer that the schema takes',
  MUTATES: 'a part changes the answer or the truth that it receives',
  SLOW: 'a part needs much of its time on one answer',
  COMPARE_FAILS: 'a comparison fails',
  ORDER_MATTERS: 'a comparison depends on the order of its entries',
  MOVES_OTHERS: 'one answer moves the scores of others far',
} as const

export type FindingCode = keyof typeof findingCodes

/** Something that is wrong with a rubric, or may be. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: 'error' | 'warning'
  /** Kind and name of the part, such as `criterion correct`; the rubric for what concerns all of it. */
  readonly part: string
  readonly family: string | null
  /** Measured numbers. */
  readonly numbers: Readonly<Record<string, number>>
  readonly message: string
  /** Instruction, as a sentence. */
  readonly fix: string
}

/** A number in a sentence. */
export const shown = (value: number): string => String(Math.round(value * 100) / 100)

/** Errors first, then in the order of the codes. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const order = Object.keys(findingCodes)
  const rank = ({ severity, code }: Finding) =>
    (severity === 'error' ? 0 : order.length) + order.indexOf(code)
  return findings.toSorted((one, other) => rank(one) - rank(other))
}
