/** Words of the longest answer that two miners can be expected to give alike. Of longer ones, equal copies would prove no more than a copy. */
const mostWords = 12

const isNumbers = /^-?\d+(?:\.\d+)?(?:[\s,;]+-?\d+(?:\.\d+)?)*$/

/**
 * Returns a text that is equal for answers that mean the same, by which a gateway compares those of several miners: case, spacing, punctuation
 * around words and a leading article do not count, and numbers in a row count by their values. Null for an answer that is empty, long or cut
 * off: it agrees with no other.
 */
export function agreed(answer: string, finishReason: string): string | null {
  if (finishReason !== 'stop') return null
  const text = answer
    .trim()
    .replace(/[.!?]+$/, '')
    .toLowerCase()
  if (isNumbers.test(text))
    return text
      .split(/[\s,;]+/)
      .map(Number)
      .join(' ')
  const all = text
    .split(/\s+/)
    // The sign of a number belongs to it.
    .map((word) => word.replace(/^(?!-\d)[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '')
  const [first, ...rest] = all
  if (first === undefined || all.length > mostWords) return null
  return (first === 'the' && rest.length > 0 ? rest : all).join(' ')
}
