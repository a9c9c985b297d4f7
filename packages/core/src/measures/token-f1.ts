import { type AnswerText, bestOf, commonCount, f1, type TruthText } from './texts.js'

/**
 * Overlap of words in [0, 1], as SQuAD measures it: F1 of the words that answer and truth share, in any order, each as
 * often as both have it. Of several references the closest counts.
 *
 * Texts are put into NFC and lower case; ASCII punctuation and the articles a, an and the are dropped; words are what
 * whitespace separates. Where neither has a word left, the score is 1. Languages without spaces need {@link chrF}.
 * An answer that is no text, or has more than 32,768 words or 2^20 UTF-16 units, scores 0: it is not cut, so that
 * nothing is gained by its length. Throws CONFIG_INVALID for a truth that is no text or has more than 16,384 words.
 * @example
 * criterion('overlap', 1, ({ output, truth }) => tokenF1(output.answer, truth))
 */
export function tokenF1(answer: AnswerText, truth: TruthText): number {
  return bestOf('tokenF1', answer, truth, wordsOf, (given, expected) =>
    given.length + expected.length === 0
      ? 1
      : f1(commonCount(given, expected), given.length, expected.length),
  )
}

const punctuation = /[!-/:-@[-`{-~]/g
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu

function wordsOf(text: string): readonly string[] {
  const bare = text.toLowerCase().replace(punctuation, '').replace(articles, ' ')
  return bare.match(/\S+/g) ?? []
}
