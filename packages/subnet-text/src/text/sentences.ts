/** Sentences of a text: they end with `.`, `?` or `!` before a space. The shipped passages hold no abbreviations. */
export function sentences(text: string): string[] {
  return text.trim().split(/(?<=[.?!])\s+/)
}
