import { expect, it } from 'vitest'
import { createKey, isSameHash, parseKey } from './key-format.js'

it('a key is known by its form, and its secret only by a hash', () => {
  const { id, key, hash } = createKey()
  expect(key).toMatch(/^sn_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/)
  expect(parseKey(key)).toEqual({ id, hash })
  expect(isSameHash(hash, createKey().hash)).toBe(false)
  expect(isSameHash(hash, hash.slice(2))).toBe(false)
})

it('a mistyped key is refused without a look-up', () => {
  const { key } = createKey()
  for (let at = 8; at < key.length; at++) {
    const other = key[at] === 'a' ? 'b' : 'a'
    expect(parseKey(key.slice(0, at) + other + key.slice(at + 1))).toBeNull()
  }
  for (const text of ['', 'sn_live_', key.slice(0, -1), `${key}x`, ` ${key}`])
    expect(parseKey(text)).toBeNull()
})
