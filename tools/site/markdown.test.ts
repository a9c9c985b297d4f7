import { expect, it } from 'vitest'
import { anchorOf, anchorsOf, changeLinks, linksOf, partsOf } from './markdown.js'

const text = [
  '# One `code` and [a link](a.md)',
  '',
  'See [b](b.md#x), `[no](no.md)` and ![picture](p.png).',
  '',
  '````md',
  '```ts',
  '[no](no.md)',
  '```',
  '````',
  '',
  '## Session/1: what, why?',
  '## Same',
  '## Same',
  '',
].join('\n')

it('splits a text at its fences, and loses nothing', () => {
  expect(partsOf(text).map(({ isCode }) => isCode)).toEqual([false, true, false])
  expect(
    partsOf(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

it('finds links outside of code', () => {
  expect(linksOf(text)).toEqual(['a.md', 'b.md#x', 'p.png'])
  expect(changeLinks('[a](a.md) `[a](a.md)`', () => '/a')).toBe('[a](/a) `[a](a.md)`')
})

it('makes the anchors of GitHub', () => {
  expect([...anchorsOf(text)]).toEqual(['one-code-and-a-link', 'session1-what-why', 'same', 'same-1'])
  expect(anchorOf('Who may read?')).toBe('who-may-read')
})
