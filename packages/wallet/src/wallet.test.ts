import { inspect } from 'node:util'
import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import derivation from '../fixtures/wire/derivation-known-answers.json' with { type: 'json' }
import devUris from '../fixtures/wire/dev-uris.json' with { type: 'json' }
import ss58 from '../fixtures/wire/ss58.json' with { type: 'json' }
import { createKeypair } from './keys/create-keypair.js'
import type { KeyScheme } from './keys/keypair.js'
import { verifySignature } from './keys/signature.js'
import { decodeAddress, encodeAddress, isAddress } from './keys/ss58.js'

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return isSubnetError(error) ? error.code : String(error)
  }
  return 'nothing thrown'
}

describe('createKeypair', () => {
  it.each(devUris.cases)('derives $uri under both schemes', ({ uri, sr25519, ed25519 }) => {
    const key = createKeypair(uri)
    expect([key.address, hex(key.publicKey)]).toEqual([sr25519.ss58, sr25519.publicKey])
    if ('error' in ed25519) {
      expect(codeOf(() => createKeypair(uri, { scheme: 'ed25519' }))).toBe('KEY_INVALID')
    } else {
      const edwards = createKeypair(uri, { scheme: 'ed25519' })
      expect([edwards.address, hex(edwards.publicKey)]).toEqual([ed25519.ss58, ed25519.publicKey])
    }
  })

  it.each(derivation.cases)('derives $uri as the wallets of the field do', ({ uri, ss58 }) => {
    expect(createKeypair(uri).address).toBe(ss58)
  })

  it('hangs a bare path on the development phrase, soft first steps and a password included', () => {
    const phrase = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'
    expect(createKeypair('/Bob//test').address).toBe(createKeypair(`${phrase}/Bob//test`).address)
    expect(createKeypair('//Alice///pw').address).toBe(createKeypair(`${phrase}//Alice///pw`).address)
    expect(createKeypair('//Alice///pw').address).not.toBe(createKeypair('//Alice').address)
  })

  it('derives from the development phrase time and again: no keypair wipes the seed of the next', () => {
    const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
    for (let time = 0; time < 3; time++) expect(createKeypair('//Alice').address).toBe(alice)
  })

  it('takes a step for a number only when it fits u64, as sp-core does', () => {
    const beyond = 2n ** 64n
    expect(createKeypair('//007').address).toBe(createKeypair('//7').address)
    expect(createKeypair(`//${beyond}`).address).not.toBe(createKeypair(`//0${beyond}`).address)
    expect(createKeypair('//0x07').address).not.toBe(createKeypair('//7').address)
  })

  it.each([
    '',
    '  ',
    'not a mnemonic at all',
    '0x1234',
    `0x${'zz'.repeat(32)}`,
    'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon',
    '//',
  ])('refuses %j without repeating it', (uri) => {
    try {
      createKeypair(uri)
      expect.unreachable()
    } catch (error) {
      expect(isSubnetError(error, 'KEY_INVALID')).toBe(true)
      if (uri.trim().length > 2) expect(String(error)).not.toContain(uri)
    }
  })

  it('never shows the secret', () => {
    const seed = 'fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e'
    const key = createKeypair(`0x${seed}`)
    const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key), String(key.sign)].join(
      '\n',
    )
    expect(shown).not.toContain(seed)
    expect(Object.keys(key).sort()).toEqual(['address', 'publicKey', 'scheme', 'sign'])
  })
})

describe('verifySignature', () => {
  const schemes: KeyScheme[] = ['sr25519', 'ed25519']

  it.each(schemes)('takes what %s signs and nothing that differs in one bit', (scheme) => {
    const key = createKeypair('//Alice', { scheme })
    const flip = (bytes: Uint8Array, bit: number) =>
      bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 99 }), fc.nat({ max: 511 }), (message, bit) => {
        const signature = key.sign(message)
        const given = { scheme, publicKey: key.publicKey, message, signature }
        expect(verifySignature(given)).toBe(true)
        expect(verifySignature({ ...given, signature: flip(signature, bit) })).toBe(false)
        expect(verifySignature({ ...given, message: flip(message, bit % (message.length * 8)) })).toBe(false)
      }),
      { numRuns: 40 },
    )
  })

  it.each(schemes)('is false, never an exception, for arbitrary %s bytes', (scheme) => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 70 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
    )
    fc.assert(
      fc.property(bytes, bytes, (publicKey, signature) => {
        expect(verifySignature({ scheme, publicKey, message: publicKey, signature })).toBe(false)
      }),
      { numRuns: 200 },
    )
    const key = createKeypair('//Bob', { scheme })
    const message = Uint8Array.of(7)
    expect(verifySignature({ scheme, publicKey: key.publicKey, message, signature: key.sign(message) })).toBe(
      true,
    )
  })

  it('does not take a signature under the other scheme', () => {
    const message = Uint8Array.of(1, 2, 3)
    const key = createKeypair('//Alice', { scheme: 'ed25519' })
    const signature = key.sign(message)
    expect(verifySignature({ scheme: 'sr25519', publicKey: key.publicKey, message, signature })).toBe(false)
  })
})

describe('ss58', () => {
  it.each(ss58.cases)('handles $address', ({ address, publicKey, prefix, valid_for_bittensor }) => {
    expect(isAddress(address)).toBe(valid_for_bittensor)
    if (publicKey === undefined || prefix === undefined) {
      expect(codeOf(() => decodeAddress(address))).toBe('ADDRESS_INVALID')
      return
    }
    expect(encodeAddress(Buffer.from(publicKey.slice(2), 'hex'), { prefix })).toBe(address)
    expect(hex(decodeAddress(address, { prefix }))).toBe(publicKey)
  })

  it('round-trips every key and prefix', () => {
    const prefixes = fc.integer({ min: 0, max: 16_383 }).filter((prefix) => prefix !== 46 && prefix !== 47)
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), prefixes, (key, prefix) => {
        const address = encodeAddress(key, { prefix })
        expect(hex(decodeAddress(address, { prefix }))).toBe(hex(key))
        expect(isAddress(address)).toBe(prefix === 42)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    '',
    '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d',
    ' 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
    '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKut0Y',
    'F7Hs',
    '1'.repeat(5000),
  ])('refuses %j', (address) => {
    expect(codeOf(() => decodeAddress(address))).toBe('ADDRESS_INVALID')
  })

  it('refuses keys of another length and impossible prefixes', () => {
    expect(codeOf(() => encodeAddress(new Uint8Array(31)))).toBe('ADDRESS_INVALID')
    expect(codeOf(() => encodeAddress(new Uint8Array(32), { prefix: 16_384 }))).toBe('CONFIG_INVALID')
  })
})
