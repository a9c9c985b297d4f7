/** Ground truth of a question, known to the validator only; plain data, so that a round can be stored and replayed. */
export type Truth =
  /** The answer is one number. */
  | { readonly kind: 'number'; readonly value: number }
  /** The answer is these numbers in this order. */
  | { readonly kind: 'list'; readonly values: readonly number[] }
  /** The answer is these words; case, punctuation and a leading article do not count. */
  | { readonly kind: 'phrase'; readonly text: string }
  /** The answer is this text, character by character; only white space and quotation marks around it are free. */
  | { readonly kind: 'quotation'; readonly text: string }
