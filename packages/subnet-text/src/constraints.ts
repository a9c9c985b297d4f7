import { words } from './passages.js'

/** One instruction about the form of an answer. Plain data: it is stored with its round and replayed. */
export type Constraint =
  | { readonly kind: 'words'; readonly count: number }
  | { readonly kind: 'sentences'; readonly count: number }
  | { readonly kind: 'include'; readonly words: readonly string[] }
  | { readonly kind: 'order'; readonly words: readonly string[] }
  | { readonly kind: 'exclude'; readonly words: readonly string[] }
  | { readonly kind: 'times'; readonly word: string; readonly count: number }
  | { readonly kind: 'start'; readonly word: string }
  | { readonly kind: 'end'; readonly word: string }
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'case'; readonly letters: 'lower' | 'capital' }
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  | { readonly kind: 'text'; readonly key: string; readonly count: number; readonly word: string }
  | { readonly kind: 'list'; readonly key: string; readonly count: number; readonly letters: number }
  | { readonly kind: 'sum'; readonly key: string; readonly list: string }

/** Weight of each kind: those that shape the whole text more than those about a word. */
export const weightOf: Readonly<Record<Constraint['kind'], number>> = {
  ...{ words: 2, sentences: 2, include: 2, order: 3, exclude: 1, times: 2, start: 1, end: 1, letter: 2 },
  ...{ case: 1, keys: 2, text: 2, list: 3, sum: 2 },
}

const quoted = (all: readonly string[]) => all.map((one) => `"${one}"`).join(', ')

/** A constraint as the prompt says it. */
export function sentenceFor(constraint: Constraint): string {
  switch (constraint.kind) {
    case 'words':
    case 'sentences':
      return `Write exactly ${constraint.count} ${constraint.kind}.`
    case 'include':
      return `Use each of these words: ${quoted(constraint.words)}.`
    case 'order':
      return `Use these words in this order: ${quoted(constraint.words)}.`
    case 'exclude':
      return `Do not use these words: ${quoted(constraint.words)}.`
    case 'times':
      return `Use the word "${constraint.word}" exactly ${constraint.count} times.`
    case 'start':
    case 'end':
      return `The ${constraint.kind === 'start' ? 'first' : 'last'} word is "${constraint.word}".`
    case 'letter':
      return `Do not use the letter "${constraint.letter}".`
    case 'case':
      return `Write in ${constraint.letters} letters only.`
    case 'keys':
      return `Write one JSON object with exactly these keys in this order: ${quoted(constraint.keys)}.`
    case 'text':
      return `"${constraint.key}" is a text of exactly ${constraint.count} words, one of them "${constraint.word}".`
    case 'list':
      return `"${constraint.key}" is a list of exactly ${constraint.count} different words of at least ${constraint.letters} letters, sorted from A to Z.`
    case 'sum':
      return `"${constraint.key}" is the number of letters of all words in "${constraint.list}" together.`
  }
}

/** A text with what several checks look at. */
interface Reading {
  readonly text: string
  readonly words: readonly string[]
  /** Undefined unless the text is one JSON object. */
  readonly object: Readonly<Record<string, unknown>> | undefined
}

/**
 * Share of the constraints that a text meets, by weight, 0 to 1. What is not an answer at all meets none: "do not" is no merit of
 * a text without words. Takes any text.
 */
export function shareMet(constraints: readonly Constraint[], text: string): number {
  const reading = { text: text.trim(), words: words(text), object: objectIn(text) }
  if (!isAttempt(constraints, reading)) return 0
  const weigh = (some: readonly Constraint[]) => some.reduce((sum, { kind }) => sum + weightOf[kind], 0)
  return weigh(constraints.filter((constraint) => holds(constraint, reading))) / weigh(constraints)
}

/** An object where one is asked for, otherwise a text of about the length asked for, at least half of its words different. */
function isAttempt(constraints: readonly Constraint[], { words: all, object }: Reading): boolean {
  const asked = constraints.find((constraint) => constraint.kind === 'words')
  if (asked === undefined) return object !== undefined
  return Math.abs(all.length - asked.count) <= 0.2 * asked.count && new Set(all).size * 2 >= all.length
}

/** A sentence ends with its mark, or with what closes a quotation or a bracket after it. */
const endOfSentence = /[.?!]["'”’)]*$/
const endsOfSentences = /[.?!]["'”’)]*(?=\s|$)/g

function holds(constraint: Constraint, { text, words: all, object = {} }: Reading): boolean {
  const count = (word: string) => all.filter((one) => one === word).length
  switch (constraint.kind) {
    case 'words':
      return all.length === constraint.count
    case 'sentences':
      return endOfSentence.test(text) && (text.match(endsOfSentences)?.length ?? 0) === constraint.count
    case 'include':
      return constraint.words.every((word) => all.includes(word))
    case 'order':
      return inOrder(all, constraint.words)
    case 'exclude':
      return !constraint.words.some((word) => all.includes(word))
    case 'times':
      return count(constraint.word) === constraint.count
    case 'start':
    case 'end':
      return all.at(constraint.kind === 'start' ? 0 : -1) === constraint.word
    case 'letter':
      return !text.toLowerCase().includes(constraint.letter)
    case 'case':
      return text === (constraint.letters === 'lower' ? text.toLowerCase() : text.toUpperCase())
    case 'keys':
      return Object.keys(object).join('\n') === constraint.keys.join('\n')
    case 'text': {
      const value = object[constraint.key]
      const own = typeof value === 'string' ? words(value) : []
      return own.length === constraint.count && own.includes(constraint.word)
    }
    case 'list':
      return isSortedList(listIn(object, constraint.key), constraint)
    case 'sum': {
      const list = listIn(object, constraint.list)
      return list.length > 0 && object[constraint.key] === list.join('').length
    }
  }
}

function inOrder(all: readonly string[], asked: readonly string[]): boolean {
  let from = 0
  return asked.every((word) => {
    const at = all.indexOf(word, from)
    from = at + 1
    return at >= 0
  })
}

function isSortedList(
  list: readonly string[],
  { count, letters }: { readonly count: number; readonly letters: number },
): boolean {
  const plain = list.map((word) => word.toLowerCase())
  return (
    list.length === count &&
    plain.every((word) => /^[a-z]+$/.test(word) && word.length >= letters) &&
    plain.every((word, at) => at === 0 || plain[at - 1]! < word)
  )
}

function listIn(object: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = object[key]
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : []
}

function objectIn(text: string): Reading['object'] {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
