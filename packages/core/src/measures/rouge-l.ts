import { lcsLength } from './lcs-length.js'
import { type AnswerText, bestOf, f1, type TruthText } from './texts.js'

/**
 * ROUGE-L in [0, 1]: F1 of the longest sequence of words that answer and truth have in common, in order but not
 * necessarily side by side. Of several references the closest counts.
 *
 * Words are runs of letters, marks and digits of any script, in NFC and lower case, without stemming: for ASCII texts
 * the figures are those of Google's rouge-score. Without a word on either side the score is 0. Languages without
 * spaces need {@link chrF}. An answer that is no text, or has more than 32,768 words or 2^20 UTF-16 units, scores 0.
 * Throws CONFIG_INVALID for a truth that is no text or has more than 16,384 words.
 * @example
 * criterion('summary', 1, ({ output, truth }) => rougeL(output.summary, truth))
 */
export function rougeL(answer: AnswerText, truth: TruthText): number {
  return bestOf('rougeL', answer, truth, wordsOf, (given, expected) =>
    f1(lcsLength(given, expected), given.length, expected.length),
  )
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
