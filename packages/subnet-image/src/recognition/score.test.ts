import { createHash } from 'node:crypto'
import { createRandom } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { drawScene } from './scene.js'
import { calibration, characters, isExact } from './score.js'

const truth = { text: 'Harbor 2406 lantern' }
const read = (text: string, confidence = 0.5) => ({ text, confidence })
/** The first `errors` characters replaced. */
const withErrors = (errors: number) => '#'.repeat(errors) + truth.text.slice(errors)

describe('reading', () => {
  test('earns all for the text, whatever space is around it', () => {
    for (const text of [truth.text, ` ${truth.text}\n`, truth.text.replaceAll(' ', '  ')]) {
      expect(characters(read(text), truth)).toBe(1)
      expect(isExact(read(text), truth)).toBe(true)
    }
    expect(isExact(read(truth.text.toLowerCase()), truth)).toBe(false)
  })

  test('earns less with each error, and nothing from one in two characters', () => {
    const scores = Array.from({ length: truth.text.length + 1 }, (_, errors) =>
      characters(read(withErrors(errors)), truth),
    )
    for (const [errors, score] of scores.entries()) {
      expect(score).toBeGreaterThanOrEqual(0)
      expect(score).toBeLessThanOrEqual(errors === 0 ? 1 : (scores[errors - 1] ?? 0))
      if (errors >= truth.text.length / 2) expect(score).toBe(0)
    }
    expect(characters(read(''), truth)).toBe(0)
  })

  test('confidence pays most at the true probability, and only for a legible text', () => {
    const wrong = withErrors(1)
    for (const probability of [0, 0.2, 0.5, 0.9, 1]) {
      const expected = (confidence: number) =>
        probability * calibration(read(truth.text, confidence), truth) +
        (1 - probability) * calibration(read(wrong, confidence), truth)
      for (const other of [0, 0.1, 0.3, 0.6, 0.8, 1]) {
        expect(expected(probability)).toBeGreaterThanOrEqual(expected(other))
      }
    }
    for (const confidence of [0, 0.5, 1]) expect(calibration(read(withErrors(9), confidence), truth)).toBe(0)
  })

  test('a fixed text earns less than a hundredth', () => {
    const scenes = Array.from({ length: 400 }, (_, at) =>
      drawScene(createRandom(createHash('sha256').update(`${at}`).digest()), { level: 0, photo: false }),
    )
    const fixed = [
      '',
      'Stone 12345 Canal',
      'Crater 1234 Lantern tree',
      'aeiou 12345 lantern',
      'e e e e e e e',
      scenes[0]!.text,
    ]
    for (const text of fixed) {
      const others = scenes.slice(1).map((scene) => ({ text: scene.text }))
      const total = others.reduce((sum, one) => {
        const legible = calibration(read(text, 0), one)
        return sum + 0.6 * characters(read(text), one) + 0.2 * legible
      }, 0)
      expect(total / others.length, text).toBeLessThan(0.01)
    }
  })
})
