import { expect, it } from 'vitest'
import { decodeCtc } from './ctc.js'

/** Scores with the likeliest class of each step, and how likely it is. */
function scoresOf(
  classes: number,
  steps: readonly (readonly [best: number, probability: number])[],
): Float32Array {
  const scores = new Float32Array(classes * steps.length)
  for (const [step, [best, probability]] of steps.entries()) scores[step * classes + best] = probability
  return scores
}

it('reads the likeliest classes, once for a run of the same, and not the blank one', () => {
  const steps = [
    ...([
      [0, 0.9],
      [1, 0.75],
      [1, 0.5],
      [0, 1],
      [1, 0.25],
      [2, 1],
      [3, 0.5],
      [0, 1],
    ] as const),
  ]
  expect(decodeCtc(scoresOf(4, steps), 4, ['a', 'b', ' '])).toEqual({
    text: 'aab ',
    probabilities: [0.75, 0.25, 1, 0.5],
  })
})

it('reads nothing from blanks', () => {
  expect(
    decodeCtc(
      scoresOf(3, [
        [0, 1],
        [0, 1],
      ]),
      3,
      ['a', 'b'],
    ),
  ).toEqual({ text: '', probabilities: [] })
})
