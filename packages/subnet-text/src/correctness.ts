import { type Constraint, shareMet } from './constraints.js'
import { words } from './passages.js'

/** Ground truth of a question, known to the validator only; plain data, so that a round can be stored and replayed. */
export type Truth =
  /** The answer is one number. */
  | { readonly kind: 'number'; readonly value: number }
  /** The answer is these numbers in this order. */
  | { readonly kind: 'list'; readonly values: readonly number[] }
  /** The answer is these words; case, punctuation and a leading article do not count, and St. is Saint. */
  | { readonly kind: 'phrase'; readonly text: string }
  /** The answer is this text, character by character; only white space and quotation marks around it are free. */
  | { readonly kind: 'quotation'; readonly text: string }
  /** The answer is any text that meets these constraints; each that it fails costs more than its share. */
  | { readonly kind: 'instructions'; readonly constraints: readonly Constraint[] }

/** Longest answer that can be right; it keeps a list of guesses from being read at length. */
const maxAnswer = 1_000

/**
 * 1 for a right answer, 0 for any other; for instructions the share of their weights that is met, squared, so that half of the
 * work is worth a quarter. Takes any text.
 */
export function correctness(truth: Truth, completion: string): number {
  if (completion.length > maxAnswer) return 0
  if (truth.kind === 'instructions') return shareMet(truth.constraints, completion) ** 2
  return isRight(truth, completion) ? 1 : 0
}

function isRight(truth: Exclude<Truth, { kind: 'instructions' }>, completion: string): boolean {
  switch (truth.kind) {
    case 'number': {
      const found = numbers(completion)
      return found.length === 1 && found[0] === truth.value
    }
    case 'list': {
      const found = numbers(completion)
      return (
        found.length === truth.values.length && truth.values.every((value, index) => found[index] === value)
      )
    }
    case 'phrase':
      return phrase(completion) === phrase(truth.text)
    case 'quotation':
      return unquoted(completion) === unquoted(truth.text)
  }
}

/** Every number of a text. A right answer holds no number besides its own, so guessing several is no use. */
function numbers(text: string): number[] {
  return (text.match(/(?<![\d.])-?\d+(?:\.\d+)?/g) ?? []).map(Number)
}

function phrase(text: string): string {
  const [first, ...rest] = words(text).map((word) => (word === 'st' ? 'saint' : word))
  return (first === 'the' && rest.length > 0 ? rest : [first, ...rest]).join(' ')
}

function unquoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return /^(["'“‘]).*["'”’]$/.test(line) ? line.slice(1, -1).trim() : line
}
