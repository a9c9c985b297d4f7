import { occurrencesOf, type Work } from './symbols.js'

/**
 * Length of the longest common subsequence. Bit-parallel (Crochemore et al. 2001): the zero bits of `rows` are the
 * positions of the pattern at which the length grows. Takes at most a step for each symbol of the text and 32 of the
 * pattern; words in which a symbol does not occur are skipped unless a carry reaches them.
 */
export function lcsLength(
  text: readonly string[],
  pattern: readonly string[],
  work: Work = { steps: 0 },
): number {
  const { words, of } = occurrencesOf(pattern)
  const rows = new Int32Array(words).fill(-1)
  for (const symbol of text) {
    const occurs = of(symbol)
    if (occurs === undefined) continue
    let carry = 0
    let next = 0
    for (let word = occurs.at[0]!; word < words; word++) {
      const matches = occurs.at[next] === word ? occurs.bits[next++]! : 0
      work.steps += 1
      const row = rows[word]!
      const sum = (row >>> 0) + ((row & matches) >>> 0) + carry
      carry = sum > 0xffff_ffff ? 1 : 0
      rows[word] = sum | (row & ~matches)
      if (carry === 0) {
        if (next === occurs.at.length) break
        word = occurs.at[next]! - 1
      }
    }
  }
  let length = 0
  for (let index = 0; index < pattern.length; index++) {
    if ((rows[index >>> 5]! & (1 << (index & 31))) === 0) length += 1
  }
  return length
}
