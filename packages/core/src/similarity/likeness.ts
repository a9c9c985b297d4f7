import { hash } from 'node:crypto'
import { mix } from '../rubric/round/mix.js'
import { countShared, shinglesOf } from '../rubric/round/shingles.js'
import { normal } from '../rubric/round/sketch.js'
import type { Likeness, Rubric, Score } from '../rubric/rubric.js'
import { longestText, textsOf } from './texts-of.js'

/** Characters of a shingle. */
const shingle = 6
/** Characters, and different shingles, from which on an answer is long: equal ones no longer happen by chance. */
const [leastCharacters, leastShingles] = [64, 32]
/** Share of an answer that its task may dictate. */
const mostDictated = 0.5
/** Bytes of a sketch. */
const bins = 48

/** An answer as a receipt records it, and its task. */
export interface Looked {
  readonly family: string
  /** Question as it was sent, as JSON. */
  readonly input: unknown
  readonly truth: unknown
  /** Answer as JSON. */
  readonly output: unknown
  readonly receivedAt: number | null
}

/**
 * Returns a score with the likeness of its answer, where that is long and of the miner's own making: all right answers are alike
 * where most of them is in the question or the truth.
 */
export function withLikeness(
  { similarity }: Pick<Rubric<never>, 'similarity'>,
  score: Score | null,
  { family, input, truth, output, receivedAt: at }: Looked,
): Score | null {
  if (score === null || score.failedGate !== null) return score
  if (similarity !== undefined && (similarity === false || !similarity.includes(family))) return score
  const text = normal(textsOf(output), longestText)
  if (text.length < leastCharacters) return score
  const own = shinglesOf(text, shingle)
  if (own.length < leastShingles) return score
  const dictated = [input, truth]
    .map((part) => normal(textsOf(part), longestText))
    .flatMap((part) => (part.length < shingle ? [] : [shinglesOf(part, shingle)]))
  if (countShared(own, dictated) > mostDictated * own.length) return score
  const asked = hash('sha256', JSON.stringify(input) ?? 'null', 'hex').slice(0, 8)
  return { ...score, likeness: { asked, sketch: sketchOf(own), at } satisfies Likeness }
}

/** MinHash of a set of shingles by one permutation: of each bin the low 8 bits of its least hash; an empty one takes those of another. */
function sketchOf(hashes: Uint32Array): string {
  const least = new Float64Array(bins).fill(Number.POSITIVE_INFINITY)
  for (const one of hashes) {
    const bin = mix(one ^ 0x5b_d1_e9_95) % bins
    if (one < least[bin]!) least[bin] = one
  }
  const filled = least.map((own, bin) => {
    let found = own
    for (let turn = 1; found === Number.POSITIVE_INFINITY; turn += 1)
      found = least[mix(bin * 65_537 + turn) % bins]!
    return found
  })
  return Buffer.from(Uint8Array.from(filled, (one) => mix(one) & 0xff)).toString('base64')
}

/** Reads a sketch; null for a text that is none. */
export function readSketch(sketch: string): Uint32Array | null {
  const bytes = Buffer.from(sketch, 'base64')
  return bytes.length === bins ? new Uint32Array(Uint8Array.from(bytes).buffer) : null
}

/** Number of bins in which two sketches differ, counted up to one above `most`. */
export function differences(one: Uint32Array, other: Uint32Array, most: number): number {
  let count = 0
  for (let at = 0; at < one.length && count <= most; at += 1) {
    const bits = one[at]! ^ other[at]!
    if (bits !== 0) {
      count +=
        (bits & 0xff ? 1 : 0) + (bits & 0xff00 ? 1 : 0) + (bits & 0xff_0000 ? 1 : 0) + (bits >>> 24 ? 1 : 0)
    }
  }
  return count
}

/** Estimated Jaccard distance of texts whose sketches differ in so many bins, in [0, 1]. */
export const distanceOf = (count: number): number => count / bins

/** Bins in which near-duplicates may differ: an estimated distance of up to 0.1. */
export const nearBins = Math.floor(0.1 * bins)
