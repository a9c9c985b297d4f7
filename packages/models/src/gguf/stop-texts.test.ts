import { expect, test } from 'vitest'
import { createStopper } from './stop-texts.js'

/** The whole text that comes through, piece by piece. */
function through(stop: readonly string[], pieces: readonly string[]): string {
  const stopper = createStopper(stop)
  return pieces.map((piece) => stopper.push(piece)).join('') + stopper.flush()
}

test('a stop text ends the text, however it is cut into pieces', () => {
  const text = 'one two<end>three'
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)]
      expect(through(['<end>', 'three'], pieces), pieces.join('|')).toBe('one two')
    }
  }
})

test('a text without it comes whole, and at once where nothing can be part of one', () => {
  expect(through(['<end>'], ['a <', 'en', 'd'])).toBe('a <end')
  expect(createStopper([]).push('at once')).toBe('at once')
  expect(createStopper(['##']).push('nearly#')).toBe('nearly')
})
