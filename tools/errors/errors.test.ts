import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { catalogues, withErrors } from './table.js'

const all = catalogues.flatMap(([name, , catalogue]) =>
  Object.entries(catalogue).map(([code, descriptor]) => ({ name, code, ...descriptor })),
)

test('docs/errors.md lists every code as the catalogues have it; npm run errors writes it', async () => {
  const text = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  expect(text).toBe(withErrors(text))
})

test('defect: ADDRESS_INVALID had two texts; a code means one thing in all packages', () => {
  const codes = all.map(({ code }) => code)
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

test.each(all)('$code: the fix is a sentence, the message a clause', ({ code, message, fix }) => {
  expect(code).toMatch(/^[A-Z][A-Z_]+$/)
  if (fix !== '{fix}') expect(fix).toMatch(/^[A-Z].*\.$/s)
  // The words of the v10 protocol are fixed.
  if (!code.startsWith('LEGACY_')) expect(message).not.toMatch(/^[A-Z]|\.$/)
  expect(`${message} ${fix}`).not.toMatch(/\b(mend|anew|whoever|is told)\b/i)
})

test.each(all)('$code: no fix advises to delete what cannot be made again', ({ fix }) => {
  expect(fix).not.toMatch(
    /\b(delete|erase|wipe) (the|it|your) (file|store|outbox|keyfile|wallet)\b|move it away/i,
  )
})
