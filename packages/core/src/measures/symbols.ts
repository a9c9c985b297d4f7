/** Bits of each symbol of a pattern, 32 positions in a word, and only the words that have any. */
export interface Occurrences {
  /** Words of 32 bits that the pattern takes. */
  readonly words: number
  /** Words in which a symbol occurs, ascending, and its bits in each; undefined for a symbol that does not occur. */
  of(symbol: string): { readonly at: readonly number[]; readonly bits: readonly number[] } | undefined
}

/** Indexes where each symbol of a pattern occurs. */
export function occurrencesOf(pattern: readonly string[]): Occurrences {
  const found = new Map<string, { readonly at: number[]; readonly bits: number[] }>()
  for (const [index, symbol] of pattern.entries()) {
    const word = index >>> 5
    const bit = 1 << (index & 31)
    const entry = found.get(symbol)
    if (entry === undefined) found.set(symbol, { at: [word], bits: [bit] })
    else if (entry.at.at(-1) === word) entry.bits[entry.bits.length - 1]! |= bit
    else {
      entry.at.push(word)
      entry.bits.push(bit)
    }
  }
  return { words: Math.ceil(pattern.length / 32), of: (symbol) => found.get(symbol) }
}

/** Counts the steps that a comparison takes, each on 32 positions at once. */
export interface Work {
  steps: number
}
