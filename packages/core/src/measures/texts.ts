import { optionError } from '@subnetkit/base'
import { normalizeText } from './normalize-text.js'

/** Text of an answer; absent where an output has none. */
export type AnswerText = string | null | undefined

/** Reference text, or several of which the closest counts. */
export type TruthText = string | readonly string[]

/** Most UTF-16 units of a text that is read at all. */
export const mostUnits = 1_048_576
/** Most tokens or characters of an answer. */
export const mostOfAnswer = 32_768
/** Most tokens or characters of a reference. */
export const mostOfTruth = 16_384

/**
 * Scores an answer against each reference, and returns the best; 0 for an answer that is no text or too long to be
 * compared. `split` makes the units that are compared of a text. Throws CONFIG_INVALID for a reference that is no text
 * or too long.
 */
export function bestOf<Unit>(
  place: string,
  answer: AnswerText,
  truth: TruthText,
  split: (text: string) => readonly Unit[],
  compare: (answer: readonly Unit[], truth: readonly Unit[]) => number,
): number {
  const references = (Array.isArray(truth) ? truth : [truth]).map((text) => truthUnits(place, text, split))
  if (references.length === 0) throw invalidTruth(place, truth)
  const units = answerUnits(answer, split)
  if (units === null) return 0
  return Math.max(...references.map((reference) => compare(units, reference)))
}

/** Units of an answer; null for one that is no text or longer than the limits. */
export function answerUnits<Unit>(
  answer: unknown,
  split: (text: string) => readonly Unit[],
): readonly Unit[] | null {
  if (typeof answer !== 'string' || answer.length > mostUnits) return null
  const units = split(normalizeText(answer))
  return units.length > mostOfAnswer ? null : units
}

/** Units of a reference. Throws CONFIG_INVALID for one that is no text or longer than the limits. */
export function truthUnits<Unit>(
  place: string,
  truth: unknown,
  split: (text: string) => readonly Unit[],
): readonly Unit[] {
  if (typeof truth !== 'string' || truth.length > mostUnits) throw invalidTruth(place, truth)
  const units = split(normalizeText(truth))
  if (units.length > mostOfTruth) throw invalidTruth(place, truth)
  return units
}

const invalidTruth = (place: string, truth: unknown) =>
  optionError(
    `${place} truth`,
    truth,
    `a text of at most ${mostOfTruth} tokens or characters, or a list of them`,
  )

/** Number of units that two lists have in common, each as often as both have it. */
export function commonCount(left: readonly string[], right: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const unit of left) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  let common = 0
  for (const unit of right) {
    const left = counts.get(unit) ?? 0
    if (left === 0) continue
    counts.set(unit, left - 1)
    common += 1
  }
  return common
}

/** F1 of a number of hits among what an answer and a reference have; 0 without hits. */
export function f1(hits: number, answer: number, truth: number): number {
  return hits === 0 ? 0 : (2 * hits) / (answer + truth)
}
