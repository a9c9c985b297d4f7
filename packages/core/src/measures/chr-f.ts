import { integer, optionsOf, parseOptions, positive } from '@subnetkit/base'
import { type AnswerText, bestOf, commonCount, type TruthText } from './texts.js'

/** Options of {@link chrF}. */
export interface ChrFOptions {
  /** Weight of recall relative to precision. @default 2 */
  readonly beta?: number | undefined
  /** Longest sequence of words that is compared too, 0 to 2; 2 is chrF++. @default 0 */
  readonly wordOrder?: number | undefined
}

const chrFOptions = optionsOf({ beta: positive().default(2), wordOrder: integer(0, 2).default(0) })
const characterOrder = 6

/**
 * chrF in [0, 1], for translations: F-score of the sequences of 1 to 6 characters that answer and truth share, with
 * precision and recall averaged over the lengths that both have. Of several references the closest counts.
 *
 * Characters are code points in NFC, without whitespace; case and punctuation count. The figures are those of
 * sacreBLEU's sentence-level chrF2 (`wordOrder: 2`: chrF2++), divided by 100; 0 where a side is empty. An answer that
 * is no text or has more than 32,768 characters scores 0. Throws CONFIG_INVALID for a truth that is no text or has
 * more than 16,384 characters, and for an invalid option.
 * @example
 * criterion('translation', 1, ({ output, truth }) => chrF(output.text, truth))
 */
export function chrF(answer: AnswerText, truth: TruthText, options?: ChrFOptions): number {
  const { beta, wordOrder } = parseOptions(chrFOptions, options, 'chrF')
  return bestOf('chrF', answer, truth, charactersOf, (given, expected) => {
    const expectedOf = unitsOf(expected, wordOrder)
    const counts = unitsOf(given, wordOrder).map((sequences, at) => ({
      given: sequences.length,
      expected: expectedOf[at]!.length,
      shared: commonCount(sequences, expectedOf[at]!),
    }))
    return fScore(counts, beta)
  })
}

/** Numbers of sequences of one length. */
interface Shared {
  readonly given: number
  readonly expected: number
  readonly shared: number
}

function fScore(counts: readonly Shared[], beta: number): number {
  const inBoth = counts.filter(({ given, expected }) => given > 0 && expected > 0)
  if (inBoth.length === 0) return 0
  const mean = (of: (counts: Shared) => number) =>
    inBoth.reduce((sum, one) => sum + of(one), 0) / inBoth.length
  const precision = mean(({ shared, given }) => shared / given)
  const recall = mean(({ shared, expected }) => shared / expected)
  const weighted = beta ** 2 * precision + recall
  // A mean of numbers in [0, 1] can leave it by rounding alone.
  return weighted > 0 ? Math.min(1, ((1 + beta ** 2) * precision * recall) / weighted) : 0
}

/** Sequences of each length: of characters without whitespace, then of words. */
function unitsOf(characters: readonly string[], wordOrder: number): readonly (readonly string[])[] {
  const dense = characters.filter((character) => !/\s/u.test(character))
  const words = wordOrder === 0 ? [] : wordsOf(characters.join(''))
  return [...sequencesOf(dense, characterOrder, ''), ...sequencesOf(words, wordOrder, ' ')]
}

function sequencesOf(
  units: readonly string[],
  longest: number,
  joint: string,
): readonly (readonly string[])[] {
  const all: (readonly string[])[] = []
  let sequences = units
  for (let length = 1; length <= longest; length++) {
    all.push(sequences)
    sequences = sequences.slice(0, -1).map((sequence, at) => sequence + joint + units[at + length]!)
  }
  return all
}

const charactersOf = (text: string) => [...text]

const punctuation = /[!-/:-@[-`{-~]/

/** Words, with a punctuation mark at the end, or else at the beginning, split off as in chrF++. */
function wordsOf(text: string): readonly string[] {
  return (text.match(/\S+/g) ?? []).flatMap((word) => {
    const characters = [...word]
    if (characters.length === 1) return [word]
    const [first = '', last = ''] = [characters[0], characters.at(-1)]
    if (punctuation.test(last)) return [word.slice(0, -last.length), last]
    return punctuation.test(first) ? [first, word.slice(first.length)] : [word]
  })
}
