/** Text that a recogniser has read, and how sure it is. */
export interface Decoded {
  readonly text: string
  /** Probability of each character, as the model gives it. */
  readonly probabilities: readonly number[]
}

/**
 * Reads the output of a recogniser, greedily: the likeliest class of each step, where class 0 is blank and a class that
 * is repeated without a blank in between is one character.
 */
export function decodeCtc(scores: Float32Array, classes: number, characters: readonly string[]): Decoded {
  let text = ''
  const probabilities: number[] = []
  let before = 0
  for (let start = 0; start + classes <= scores.length; start += classes) {
    let best = 0
    for (let one = 1; one < classes; one += 1) {
      if (scores[start + one]! > scores[start + best]!) best = one
    }
    if (best !== 0 && best !== before) {
      text += characters[best - 1] ?? ''
      probabilities.push(scores[start + best]!)
    }
    before = best
  }
  return { text, probabilities }
}
