/** One miner's answer to a request, as far as a verdict needs it. */
export interface JudgedAnswer {
  readonly miner: string
  /** Owner of the miner: its coldkey. */
  readonly operator: string
  /** Text that answers of one meaning share. */
  readonly gist: string
}

/**
 * Verdicts by agreement: the answer that two operators or more gave, and more of them than any other, is right. Null where there is
 * none, which is no evidence at all: neither thumbs of users nor the volume of requests is a verdict.
 */
export function verdictsByAgreement(answers: readonly JudgedAnswer[]): ReadonlyMap<string, number> | null {
  const operators = new Map<string, Set<string>>()
  for (const { gist, operator } of answers)
    operators.set(gist, (operators.get(gist) ?? new Set<string>()).add(operator))
  const [first, second] = [...operators].sort(([, a], [, b]) => b.size - a.size)
  if (first === undefined || first[1].size < 2 || second?.[1].size === first[1].size) return null
  return new Map(answers.map(({ miner, gist }) => [miner, gist === first[0] ? 1 : 0]))
}
