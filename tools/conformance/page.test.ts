import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderPage } from './page.js'
import { pagePath } from './path.js'
import { findings } from './report.js'

test('the page is up to date: npm run conformance writes it', () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(renderPage(findings()))
})

test('the tests that the page names exist', () => {
  const links = [...readFileSync(pagePath, 'utf8').matchAll(/\]\((\.\.\/[^)]+\.test\.ts)\): (.*) \|$/gm)]
  expect(links.length).toBeGreaterThan(100)
  for (const [, path, title] of links) {
    const file = new URL(path!, new URL('../../docs/', import.meta.url))
    expect(existsSync(file), path).toBe(true)
    const last = title!.split(' › ').at(-1)!.replaceAll('\\|', '|')
    expect(readFileSync(file, 'utf8'), path).toContain(last)
  }
})
