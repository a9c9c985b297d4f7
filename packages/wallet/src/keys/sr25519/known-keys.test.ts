import { expect, it } from 'vitest'
import { sr25519KeypairFromSeed } from '../wasm.js'
import { decodesToPoint, knownKeys } from './known-keys.js'

it('remembers points, each once, and nothing else', () => {
  const publicKey = sr25519KeypairFromSeed(new Uint8Array(32).fill(8)).slice(64)
  expect(decodesToPoint(publicKey)).toBe(true)
  const before = knownKeys()
  expect(decodesToPoint(publicKey)).toBe(true)
  for (let byte = 1; byte < 200; byte += 2)
    expect(decodesToPoint(new Uint8Array(32).with(0, byte))).toBe(false)
  expect(knownKeys()).toBe(before)
})

it('stays bounded, and forgets the keys that were not used for longest', () => {
  const keys: Uint8Array[] = []
  const capacity = 3
  for (let seed = 20; seed < 28; seed++) {
    const publicKey = sr25519KeypairFromSeed(new Uint8Array(32).fill(seed)).slice(64)
    keys.push(publicKey)
    expect(decodesToPoint(publicKey, capacity)).toBe(true)
    decodesToPoint(keys[0] as Uint8Array, capacity)
    expect(knownKeys()).toBeLessThanOrEqual(capacity)
  }
})
