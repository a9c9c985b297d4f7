import { expect, test, vi } from 'vitest'
import { sketchOf } from '../rubric/round/sketch.js'
import { withLikeness } from '../similarity/likeness.js'
import { characterErrorRate } from './character-error-rate.js'
import { chrF } from './chr-f.js'
import { normalizeText } from './normalize-text.js'
import { rougeL } from './rouge-l.js'
import { tokenF1 } from './token-f1.js'

/** Characters in a row that a normal form keeps sorting, at most. */
const longestSorted = (text: string) =>
  Math.max(
    0,
    ...(text.normalize('NFKD').match(/(?:(?!\u034F)[\p{M}\u{16D67}])+/gu) ?? []).map(
      (run) => [...run].length,
    ),
  )

const hostile = {
  accents: `a${'\u0301\u0316'.repeat(200)}`,
  'signs of several marks': `a${'\u0F73'.repeat(400)}`,
  'half-width sound marks': `\uFF76${'\uFF9E\u0316'.repeat(200)}`,
  'letters that compose': '\u{16D67}'.repeat(400),
  'vowels that compose': '\u{16121}\u{1611F}'.repeat(200),
}

/** Texts that a function passes to `normalize`. */
function normalized(run: () => unknown): readonly string[] {
  const spy = vi.spyOn(String.prototype, 'normalize')
  try {
    run()
    return spy.mock.contexts.map(String)
  } finally {
    spy.mockRestore()
  }
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  chrF: (text) => chrF(text, 'truth'),
  tokenF1: (text) => tokenF1(text, 'truth'),
  rougeL: (text) => rougeL(text, 'truth'),
  characterErrorRate: (text) => characterErrorRate(text, 'truth'),
  'the sketch of novelty': (text) => sketchOf(text, 6),
  likeness: (output) =>
    withLikeness(
      {},
      { value: 1, failedGate: null, criteria: [], factors: [] },
      { family: 'f', input: 1, truth: 1, output, receivedAt: 1 },
    ),
}

test.each(Object.entries(readers))(
  'defect: %s normalized an answer of many marks in quadratic time',
  (_, read) => {
    for (const text of Object.values(hostile)) {
      const given = normalized(() => read(text))
      expect(given.length).toBeGreaterThan(0)
      // Three marks a character: what one of them is decomposed into, at most.
      for (const one of given) expect(longestSorted(one)).toBeLessThanOrEqual(3 * 31)
    }
  },
)

test('ordinary text is put into the form of Unicode itself', () => {
  const texts = [
    '',
    'Crème brûlée',
    'a\u0308\u0323',
    'ﬁn Ⅷ ｶﾞ',
    'Tiếng Việt',
    'नमस्ते',
    'กำลังน้ำ',
    '각\u1100\u1161\u11A8',
    '👩‍👩‍👧‍👦',
    '\uFDFA',
  ]
  for (const text of texts) {
    for (const form of ['NFC', 'NFKC'] as const) {
      expect(normalizeText(text, form)).toBe(text.normalize(form))
      expect(normalizeText(text.normalize('NFD'), form)).toBe(text.normalize('NFD').normalize(form))
    }
  }
  const thirty = `a${'\u0301\u0316'.repeat(15)}`
  expect(normalizeText(thirty)).toBe(thirty.normalize())
  const separated = normalizeText(`${thirty}\u0301`)
  expect(separated).toBe(`${thirty.normalize()}\u034F\u0301`)
  expect(normalizeText(separated)).toBe(separated)
})

test('every character that composes with one before it, or begins with a mark, counts as a mark', () => {
  const follows = new Set<string>()
  for (let code = 0; code < 0x2_00_00; code += 1) {
    // Surrogates, and syllables of Hangul, which compose of three letters and no more.
    if ((code >= 0xd8_00 && code <= 0xdf_ff) || (code >= 0xac_00 && code <= 0xd7_a3)) continue
    const character = String.fromCodePoint(code)
    const parts = [...character.normalize('NFD')]
    if (parts.length > 1) for (const part of parts.slice(1)) follows.add(part)
    if (/^\p{M}/u.test(character.normalize('NFKD'))) follows.add(character)
  }
  // Vowel signs of Thai and Lao are letters that begin with a mark and end with a letter.
  for (const sign of ['\u0E33', '\u0EB3']) follows.delete(sign)
  for (const one of follows)
    expect(normalizeText(one.repeat(31)), one.codePointAt(0)?.toString(16)).toContain('\u034F')
})
