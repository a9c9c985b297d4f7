import { expect, test } from 'vitest'
import { nextStateRoot } from './header.js'

const root = `0x${'11'.repeat(32)}`

test('regression: a block may change more keys than a function takes arguments', () => {
  const changes = new Map(Array.from({ length: 200_000 }, (_, at) => [at.toString(16), Uint8Array.of(at)]))
  expect(nextStateRoot(root, changes)).toMatch(/^0x[0-9a-f]{64}$/)
})

test('the root tells apart which key has which value, and what is removed', () => {
  const roots = [
    new Map([['aa', Uint8Array.of(1)]]),
    new Map([['aa', Uint8Array.of(2)]]),
    new Map([['ab', Uint8Array.of(1)]]),
    new Map([['aa', undefined]]),
    new Map([['aa', new Uint8Array()]]),
    new Map<string, Uint8Array>(),
  ].map((changes) => nextStateRoot(root, changes))
  expect(new Set(roots).size).toBe(roots.length)
})
