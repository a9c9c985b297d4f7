import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { pagesFolder } from './pages-folder.js'
import { readStaticFiles } from './static-files.js'

/** All pages together, in bytes of gzip. */
const budget = 60_000

it('all pages together take no more than 60 kB on the wire, and name no other server', async () => {
  const files = await readStaticFiles(await pagesFolder(() => {}))
  const sizes = [...files.values()].map(({ body }) => gzipSync(body, { level: 9 }).length)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(budget)
  const texts = [...files]
    .filter(([path]) => /\.(?:html|css)$/.test(path))
    .map(([, { body }]) => body.toString())
  expect(texts.join('\n')).not.toMatch(/(?:src|href|url\()\W{0,2}(?:https?:)?\/\//)
})
