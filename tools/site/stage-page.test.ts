import { expect, it } from 'vitest'
import { stagePage } from './stage-page.js'

const around = {
  pages: new Set(['README.md', 'docs/README.md', 'docs/a.md', 'packages/x/README.md']),
  isFolder: (path: string) => !path.includes('.'),
  repository: 'https://example.org/r',
}
const stage = (text: string) => stagePage({ source: 'docs/a.md', description: 'A page.' }, text, around)

it('names title and description in front of the text', () => {
  expect(stage('# The `a`\n')).toBe(
    '---\ntitle: "The a"\ndescription: "A page."\nsource: "docs/a.md"\n---\n\n# The `a`\n',
  )
})

it('names how deep the outline goes where a page says so', () => {
  const page = { source: 'docs/a.md', description: 'A page.', outline: 2 } as const
  expect(stagePage(page, '# A\n', around)).toContain('\noutline: 2\n---')
})

it.each([
  ['a.md#b', '/a.md#b'],
  ['../README.md', '/introduction.md'],
  ['README.md', '/index.md'],
  ['../packages/x', '/packages/x.md'],
  ['../packages/x/README.md#c', '/packages/x.md#c'],
  ['../packages/x/src', 'https://example.org/r/tree/main/packages/x/src'],
  ['vectors/v.json', 'https://example.org/r/blob/main/docs/vectors/v.json'],
  ['api', '/reference/'],
  ['images/a.png', '/images/a.png'],
  ['https://example.org', 'https://example.org'],
  ['#here', '#here'],
])('leads the link %s to %s', (from, to) => {
  expect(stage(`[x](${from})`)).toContain(`[x](${to})`)
})

it('checks blocks that run, and leaves files of a project to their project', () => {
  const text = stage('```ts\nconst a = 1\n```\n\n```ts\n// src/b.ts\n```\n')
  expect(text).toContain('```ts twoslash\nconst a = 1')
  expect(text).toContain('```ts\n// src/b.ts')
})

it('leaves comments out, but for those in code', () => {
  expect(stage('a <!-- b -->c\n`<!-- d -->`')).toMatch(/\na c\n`<!-- d -->`$/)
})
