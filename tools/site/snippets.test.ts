import { describe, expect, it } from 'vitest'
import { withSnippets } from './snippets.js'

const block = (from: string, ...lines: string[]) =>
  ['Text.', '', `<!-- from: ${from} -->`, '', '```ts', ...lines, '```', ''].join('\n')
const file = [
  'import x',
  'function f() {',
  '  // #region inner',
  '  if (a) {',
  '    b()',
  '  }',
  '  // #endregion inner',
  '}',
  '',
].join('\n')

describe('a block that names a file', () => {
  it('gets the text of the file, and keeps the name of the file in its first line', () => {
    const text = withSnippets(block('a.ts', '// src/a.ts', 'old'), () => 'new\n')
    expect(text).toBe(block('a.ts', '// src/a.ts', 'new'))
  })

  it('gets a region without its indentation', () => {
    expect(withSnippets(block('a.ts#inner', 'old'), () => file)).toBe(
      block('a.ts#inner', 'if (a) {', '  b()', '}'),
    )
  })

  it('is refused where the region is missing', () => {
    expect(() => withSnippets(block('a.ts#other', 'old'), () => file)).toThrow('a.ts')
  })
})

it('leaves other blocks alone', () => {
  const text = '```ts\nold\n```\n'
  expect(withSnippets(text, () => 'new')).toBe(text)
})
