import { expect, test } from 'vitest'
import { align } from './alignment.js'
import { renderSheet } from './page.js'

const png = Uint8Array.of(1, 2, 3)
const score = {
  value: 0.5,
  failedGate: null,
  criteria: [{ name: 'characters', weight: 1, score: 0.5 }],
  factors: [],
}

test('a page shows what was asked, each answer and its parts, and no markup of miners', () => {
  const page = renderSheet({
    title: 'round 1',
    tasks: [
      {
        id: 'noise-0',
        asked: { picture: png, text: 'Stone 12' },
        answers: [
          { miner: 'a', answer: { text: '<b>Stone', confidence: 0.5 }, score },
          { miner: 'b', answer: null, score: null, reason: 'too <late>' },
        ],
      },
      {
        id: 'scene-1',
        asked: { prompt: 'a red circle' },
        answers: [
          {
            miner: 'a',
            answer: { pictures: [png, png] },
            score: { ...score, value: 0, failedGate: 'honest' },
          },
        ],
      },
    ],
  })
  expect(page.match(/data:image\/png;base64,AQID/g)).toHaveLength(3)
  for (const text of [
    'noise-0',
    'Stone 12',
    'a red circle',
    'characters',
    'not honest',
    'too &lt;late&gt;',
    '50 % sure',
  ])
    expect(page).toContain(text)
  expect(page).not.toMatch(/<b>Stone|<late>|<script|src="http/)
})

test.each([
  ['abc', 'abc', 'abc'],
  ['abd', 'abc', 'ab[d]'],
  ['ac', 'abc', 'a(b)c'],
  ['abxc', 'abc', 'ab[x]c'],
  ['', 'ab', '(a)(b)'],
  ['ab', '', '[a][b]'],
])('%j against %j', (answer, truth, expected) => {
  const signs = { right: ['', ''], wrong: ['[', ']'], missing: ['(', ')'] } as const
  const shown = align(answer, truth).map(({ text, kind }) => signs[kind].join(text))
  expect(shown.join('')).toBe(expected)
})
