import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readMainnet } from './mainnet.js'
import { renderTypes, typesPath } from './render.js'

test('the names of mainnet’s types are up to date: npm run type-ids writes them', () => {
  expect(readFileSync(typesPath, 'utf8')).toBe(renderTypes(readMainnet()))
})

test('refuses metadata whose types are not in the order of their first use', () => {
  const metadata = readMainnet()
  const [first, second, ...rest] = metadata.lookup
  expect(() => renderTypes({ ...metadata, lookup: [second!, first!, ...rest] })).toThrow()
})
