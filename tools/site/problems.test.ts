import { expect, it } from 'vitest'
import { allPages } from './files.js'
import { placeOf } from './page.js'
import { problemsOf } from './problems.js'

const whole = [
  ...allPages.map(({ source }) => placeOf(source).replace(/\.md$/, '.html')),
  ...['reference/index.html', 'llms.txt', 'llms-full.txt', '404.html', 'a.css'],
]
const site =
  (html: string, css = '') =>
  (name: string) =>
    Promise.resolve(name.endsWith('.css') ? css : name === '404.html' ? html : '<a href="/s/miner.html#x">')

it('finds nothing wrong with a whole site', async () => {
  expect(await problemsOf(whole, site('<a class="l" href="/s/"><img src="/s/a.png">'), '/s/')).toEqual([])
})

it.each([
  ['a page that is missing', whole.filter((name) => name !== 'miner.html'), site('')],
  ['a script of another server', whole, site('<script async src="https://example.org/a.js">')],
  ['a font of another server', whole, site('', '@font-face { src: url("https://example.org/a.woff2") }')],
  ['a link outside of its base', whole, site('<a href="/miner.html">')],
  ['a dead link', whole, site('<a href="/s/nothing.html">')],
])('finds %s', async (_, files, read) => {
  expect(await problemsOf(files, read, '/s/')).not.toEqual([])
})
