import { expect, it } from 'vitest'
import { visible, visiblePart } from './visible.js'

it.each([
  ['a\u202Egnp.exe', 'a⟨U+202E⟩gnp.exe'],
  ['\u2066x\u2069\u200B\uFEFF', '⟨U+2066⟩x⟨U+2069⟩⟨U+200B⟩⟨U+FEFF⟩'],
  ['\u0000\u001B[31m', '⟨U+0000⟩⟨U+001B⟩[31m'],
  ['a\uD800b', 'a⟨U+D800⟩b'],
  ['tag \u{E0041}', 'tag ⟨U+E0041⟩'],
  ['line\r\nline\tcolumn', 'line\nline\tcolumn'],
  ['שלום 👩‍🚀 é', 'שלום 👩‍🚀 é'],
])('%j shows as %j', (text, shown) => expect(visible(text)).toBe(shown))

it('cuts a long line, also one that spelling out makes long', () => {
  expect(visiblePart('x'.repeat(1_000_000), 60_000)).toEqual({ text: 'x'.repeat(60_000), isCut: true })
  const spelled = visiblePart('\u202E'.repeat(50_000), 60_000)
  expect([spelled.text.length, spelled.isCut]).toEqual([60_000, true])
  expect(visiblePart('short', 60_000)).toEqual({ text: 'short', isCut: false })
})
