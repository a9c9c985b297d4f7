import { occurrencesOf, type Work } from './symbols.js'

/**
 * Least number of insertions, deletions and substitutions that make one sequence of the other. Bit-parallel (Myers
 * 1999, in blocks): `rises` and `falls` have the differences down a column of the table, 32 rows in a word. Takes a
 * step for each symbol of the text and 32 of the pattern, after what both begin and end with is left out.
 */
export function editDistance(
  text: readonly string[],
  pattern: readonly string[],
  work: Work = { steps: 0 },
): number {
  const start = commonPrefix(text, pattern)
  const end = commonSuffix(text, pattern, start)
  const [rest, rows] = [text.slice(start, text.length - end), pattern.slice(start, pattern.length - end)]
  if (rows.length === 0 || rest.length === 0) return rows.length + rest.length

  const { words, of } = occurrencesOf(rows)
  const rises = new Int32Array(words).fill(-1)
  const falls = new Int32Array(words)
  const lastBit = 1 << ((rows.length - 1) & 31)
  let distance = rows.length
  for (const symbol of rest) {
    const occurs = of(symbol)
    let next = 0
    // Difference along the row above a word: the row above the table grows by one in each column.
    let above = 1
    for (let word = 0; word < words; word++) {
      work.steps += 1
      const matches = occurs !== undefined && occurs.at[next] === word ? occurs.bits[next++]! : 0
      const rise = rises[word]!
      const fall = falls[word]!
      const down = matches | fall
      const same = matches | (above < 0 ? 1 : 0)
      const diagonal = (((same & rise) + rise) ^ rise) | same
      const grows = fall | ~(diagonal | rise)
      const shrinks = rise & diagonal
      const bit = word === words - 1 ? lastBit : 1 << 31
      const below = (grows & bit) !== 0 ? 1 : (shrinks & bit) !== 0 ? -1 : 0
      const grown = (grows << 1) | (above > 0 ? 1 : 0)
      const shrunk = (shrinks << 1) | (above < 0 ? 1 : 0)
      rises[word] = shrunk | ~(down | grown)
      falls[word] = grown & down
      above = below
    }
    distance += above
  }
  return distance
}

function commonPrefix(left: readonly string[], right: readonly string[]): number {
  let length = 0
  while (length < left.length && length < right.length && left[length] === right[length]) length += 1
  return length
}

/** Length of what both end with, beyond a prefix of `start`. */
function commonSuffix(left: readonly string[], right: readonly string[], start: number): number {
  const most = Math.min(left.length, right.length) - start
  let length = 0
  while (length < most && left[left.length - 1 - length] === right[right.length - 1 - length]) length += 1
  return length
}
