import { brier, characterErrorRate, skill } from 'subnetkit/measures'
import type { TextTruth } from './tasks.js'

/** Text that a miner has read. */
export interface Reading {
  readonly text: string
  readonly confidence: number
}

/** Character error rate from which a text is worth nothing: a fixed text has more with all but a few in a thousand pictures. */
const worthless = 0.5
/** Character error rate up to which a text counts as legible, and its confidence counts. */
const legible = 0.25

/** 1 for every character right, falling to 0 at an error in every second one. */
export const characters = ({ text }: Reading, truth: TextTruth): number =>
  skill(errorRate(text, truth), worthless)

/** 1 for the text without an error. */
export const isExact = ({ text }: Reading, truth: TextTruth): boolean => errorRate(text, truth) === 0

/**
 * Brier score of the confidence, turned round: 1 for certainty that is justified, 0 for certainty that is not. What a legible
 * text earns most by is the true probability that it has no error; an illegible one earns nothing by doubting itself.
 */
export function calibration(reading: Reading, truth: TextTruth): number {
  if (errorRate(reading.text, truth) > legible) return 0
  return 1 - brier(reading.confidence, isExact(reading, truth))
}

/** Runs of white space count as one space, and none around the text. */
const errorRate = (text: string, truth: TextTruth): number =>
  characterErrorRate(text.replace(/\s+/g, ' ').trim(), truth.text)
