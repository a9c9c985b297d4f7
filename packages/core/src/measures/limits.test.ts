import { describe, expect, test } from 'vitest'
import { characterErrorRate } from './character-error-rate.js'
import { chrF } from './chr-f.js'
import { editDistance } from './edit-distance.js'
import { lcsLength } from './lcs-length.js'
import { rougeL } from './rouge-l.js'
import { mostOfAnswer, mostOfTruth, mostUnits } from './texts.js'
import { tokenF1 } from './token-f1.js'

const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' })

test('the work of the longest comparison is bounded: 2^24 steps', () => {
  expect(mostOfAnswer * (mostOfTruth / 32)).toBe(2 ** 24)
  const text = Array.from({ length: 640 }, (_, at) => (at % 2 === 0 ? 'a' : 'b'))
  for (const count of [lcsLength, editDistance]) {
    const work = { steps: 0 }
    count(['x', ...text, 'y'], ['z', ...text.slice(0, 319)], work)
    expect(work.steps).toBeGreaterThan(0)
    expect(work.steps).toBeLessThanOrEqual((text.length + 2) * 10)
  }
})

test('work is spared where answer and truth agree, or have nothing in common', () => {
  const words = Array.from({ length: 1_000 }, (_, at) => `word${at}`)
  const work = { steps: 0 }
  expect(editDistance(words, words, work)).toBe(0)
  expect(work.steps).toBe(0)
  expect(
    lcsLength(
      words,
      words.map((word) => `${word}!`),
      work,
    ),
  ).toBe(0)
  expect(work.steps).toBe(0)
  // Words that occur once reach a carry of one word at most each.
  lcsLength(words, words.toReversed(), work)
  expect(work.steps).toBeLessThan(40_000)
})

describe.each([
  ['tokenF1', tokenF1],
  ['rougeL', rougeL],
  ['chrF', chrF],
])('%s', (_, measure) => {
  test('an answer that is too long scores 0, even with the truth at its beginning', () => {
    const long = `right ${'x '.repeat(mostOfAnswer)}`
    expect(measure(long, 'right')).toBe(0)
    expect(measure('x'.repeat(mostUnits + 1), 'right')).toBe(0)
  })

  test('a truth that is too long, or none, is the owner’s error', () => {
    for (const truth of ['x '.repeat(mostOfTruth + 1), null, 3, [], ['a', null]]) {
      expect(() => measure('x', truth as string)).toThrow(invalid)
    }
  })
})

test('characterErrorRate is infinite for an answer that is too long', () => {
  expect(characterErrorRate('x'.repeat(mostOfAnswer + 1), 'x')).toBe(Number.POSITIVE_INFINITY)
  expect(characterErrorRate('x'.repeat(mostOfAnswer), 'x')).toBe(mostOfAnswer - 1)
  expect(() => characterErrorRate('x', 'x'.repeat(mostOfTruth + 1))).toThrow(invalid)
})
