import { editDistance } from './edit-distance.js'
import { type AnswerText, answerUnits, truthUnits } from './texts.js'

/**
 * Character error rate, a loss from 0 up: the least number of characters that have to be inserted, deleted or replaced
 * to make the truth of the answer, divided by the characters of the truth; above 1 for an answer that is longer than
 * the truth and unlike it. For an empty truth, the number of characters of the answer.
 *
 * Characters are code points in NFC, as in jiwer: an emoji made of several counts as several. Case, whitespace and
 * punctuation count. Infinity for an answer that is no text or has more than 32,768 characters. Throws CONFIG_INVALID
 * for a truth that is no text or has more than 16,384 characters.
 */
export function characterErrorRate(answer: AnswerText, truth: string): number {
  const expected = truthUnits('characterErrorRate', truth, charactersOf)
  const given = answerUnits(answer, charactersOf)
  if (given === null) return Number.POSITIVE_INFINITY
  return editDistance(given, expected) / Math.max(1, expected.length)
}

/**
 * Character accuracy in [0, 1]: 1 less the {@link characterErrorRate}, at least 0.
 * @example
 * criterion('transcript', 1, ({ output, truth }) => characterAccuracy(output.text, truth))
 */
export function characterAccuracy(answer: AnswerText, truth: string): number {
  return Math.max(0, 1 - characterErrorRate(answer, truth))
}

const charactersOf = (text: string) => [...text]
