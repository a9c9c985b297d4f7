import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeypair } from './create-keypair.js'
import { verifySignature } from './signature.js'
import { deriveSoftAddress, deriveSoftKeypair } from './soft-keys.js'

const alice = createKeypair('//Alice')

describe('soft paths', () => {
  it('give the address and the key that the secret URI gives', () => {
    for (const path of [
      '/deposit',
      '/deposit/k-4fK2p0aQx1Zb',
      '/7/12345678901234567890123',
      `/${'long'.repeat(20)}`,
    ]) {
      const { address } = createKeypair(`//Alice${path}`)
      expect(deriveSoftAddress(alice.address, path)).toBe(address)
      const keypair = deriveSoftKeypair(alice, path)
      expect(keypair.address).toBe(address)
      const message = Uint8Array.of(1, 2, 3)
      const { publicKey } = keypair
      const parameters = { scheme: 'sr25519', publicKey, message, signature: keypair.sign(message) } as const
      expect(verifySignature(parameters)).toBe(true)
    }
  })

  it('continue from a derived key', () => {
    const first = deriveSoftKeypair(alice, '/a')
    expect(deriveSoftKeypair(first, '/b').address).toBe(createKeypair('//Alice/a/b').address)
  })

  it('differ for different parts', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/)
    fc.assert(
      fc.property(part, part, (a, b) => {
        const same =
          deriveSoftAddress(alice.address, `/k-${a}`) === deriveSoftAddress(alice.address, `/k-${b}`)
        return same === (a === b)
      }),
      { numRuns: 50 },
    )
  })

  it.each(['', 'a', '/', '//hard', '/a//b', '/a/', '/a///password'])('refuse the path %j', (path) => {
    expect(() => deriveSoftAddress(alice.address, path)).toThrow(
      expect.objectContaining({ code: 'KEY_INVALID' }),
    )
    expect(() => deriveSoftKeypair(alice, path)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }))
  })

  it('are those of sr25519 alone, and of keypairs with a secret', () => {
    const keys = [createKeypair('//Alice', { scheme: 'ed25519' }), { ...alice }]
    for (const key of keys)
      expect(() => deriveSoftKeypair(key, '/a')).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }))
    expect(() => deriveSoftAddress('5no', '/a')).toThrow(expect.objectContaining({ code: 'ADDRESS_INVALID' }))
  })
})
