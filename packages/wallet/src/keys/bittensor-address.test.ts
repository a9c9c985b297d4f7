import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBittensorAddress } from './bittensor-address.js'
import { encodeAddress, isAddress } from './ss58.js'

it('agrees with isAddress on every key, network and slip of the finger', () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const slip = fc.record({ at: fc.nat(60), to: fc.constantFrom('', '1', '5', 'z', '0', ' ', '11') })
  fc.assert(
    fc.property(key, fc.constantFrom(42, 42, 0, 2, 255, 16_383), slip, (publicKey, prefix, { at, to }) => {
      const address = encodeAddress(publicKey, { prefix })
      expect(isBittensorAddress(address)).toBe(isAddress(address))
      const wrong = address.slice(0, at) + to + address.slice(at + 1)
      expect(isBittensorAddress(wrong)).toBe(isAddress(wrong))
    }),
  )
})

it.each([new Uint8Array(32), new Uint8Array(32).fill(255)])('takes the outermost keys', (publicKey) => {
  expect(isBittensorAddress(encodeAddress(publicKey))).toBe(true)
})

it.each(['', '5', '1'.repeat(48), `0x${'ab'.repeat(32)}`, '5'.repeat(48), '5'.repeat(10_000)])(
  'refuses %s',
  (text) => {
    expect([isBittensorAddress(text), isAddress(text)]).toEqual([false, false])
  },
)
