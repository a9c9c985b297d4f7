import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { catalogues } from './table.js'
import { renderTroubleshooting, situations } from './troubleshooting.js'

const causes = situations.flatMap((situation) => Object.entries(situation.causes))

test('docs/troubleshooting.md is that of the catalogues; npm run errors writes it', async () => {
  const text = await readFile(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8')
  expect(text).toBe(renderTroubleshooting())
})

test('each code of the catalogues has a cause', () => {
  const known = new Set(causes.map(([code]) => code))
  const codes = catalogues.flatMap(([, , catalogue]) => Object.keys(catalogue))
  expect(codes.filter((code) => !known.has(code))).toEqual([])
})

test('each code is in one place', () => {
  const codes = causes.map(([code]) => code)
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

test('causes are sentences, and say what to do where the catalogue leaves it open', () => {
  const fixes = new Map(
    catalogues.flatMap(([, , catalogue]) => Object.entries(catalogue).map(([code, { fix }]) => [code, fix])),
  )
  for (const [code, cause] of causes) {
    const texts = typeof cause === 'string' ? [cause] : [cause.cause, cause.remedy]
    for (const text of texts) expect(text, code).toMatch(/^([A-Z`]|npm ).*\.$/s)
    expect(texts.join(' '), code).not.toMatch(/\b(mend|anew|whoever|is told)\b/i)
    expect(fixes.get(code) === '{fix}' && typeof cause === 'string', code).toBe(false)
  }
})
