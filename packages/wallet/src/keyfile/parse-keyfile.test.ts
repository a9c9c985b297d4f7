import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import derive from '../../fixtures/wire/keyfile-derive.json' with { type: 'json' }
import vectors from '../../fixtures/wire/keyfile-json.json' with { type: 'json' }
import { createKeypair } from '../keys/create-keypair.js'
import { compactPrivateKey, expandPrivateKey } from '../keys/private-key.js'
import { verifySignature } from '../keys/signature.js'
import { codeOf } from '../testing/code-of.js'
import { ALICE, golden } from '../testing/golden.js'
import { exportKey } from '../wallets/export-key.js'
import { parseKeyfile } from './parse-keyfile.js'

const { mnemonic, seed, privateKey, polkadot, address, ed25519Address } = golden
const hex = (bytes: Uint8Array | null) => bytes && `0x${Buffer.from(bytes).toString('hex')}`
const message = new TextEncoder().encode('a message')

function read(contents: string | Record<string, unknown>) {
  const key = parseKeyfile(typeof contents === 'string' ? contents : JSON.stringify(contents))
  if (key.keypair) {
    const signature = key.keypair.sign(message)
    expect(verifySignature({ scheme: key.scheme, publicKey: key.publicKey, message, signature })).toBe(true)
  }
  return [key.address, key.scheme, key.keypair !== null]
}

describe('parseKeyfile', () => {
  it.each(vectors.cases)('reads $name as the newest reader does', async ({ text, expect: wanted }) => {
    if ('error' in wanted) {
      const codes = { 'address mismatch': 'KEYFILE_ADDRESS_MISMATCH', 'no key fields': 'KEYFILE_MALFORMED' }
      expect(await codeOf(() => parseKeyfile(text))).toBe(codes[wanted.error as keyof typeof codes])
    } else {
      expect(read(text)).toEqual([wanted.ss58, wanted.crypto, wanted.can_sign])
    }
  })

  // What the reader of the SDK 11 made of the same texts.
  it.each<[string, string | Record<string, unknown>, string, 'sr25519' | 'ed25519']>([
    ['a numeric cryptoType', { secretPhrase: mnemonic, cryptoType: 0 }, ed25519Address, 'ed25519'],
    [
      'a wrong cryptoType',
      { secretPhrase: mnemonic, cryptoType: 0, ss58Address: address },
      address,
      'sr25519',
    ],
    ['an unknown text as cryptoType', { secretPhrase: mnemonic, cryptoType: 'ed25519' }, address, 'sr25519'],
    [
      'an address behind a blank',
      { secretPhrase: mnemonic, ' ss58Address': ed25519Address },
      ed25519Address,
      'ed25519',
    ],
    ['fields that are no text', { secretPhrase: 5, secretSeed: seed }, address, 'sr25519'],
    [
      'a seed under the other curve',
      { secretSeed: seed, ss58Address: ed25519Address },
      ed25519Address,
      'ed25519',
    ],
    ['a seed of 64 bytes', { secretSeed: privateKey }, address, 'sr25519'],
    ['a private key of 32 bytes', { privateKey: seed }, address, 'sr25519'],
    ['a private key of ed25519', { privateKey: seed, cryptoType: 0 }, ed25519Address, 'ed25519'],
    ['a raw private key', `0x${privateKey}\n`, address, 'sr25519'],
    ['a raw mnemonic of 24 words', `${'abandon '.repeat(23)}art`, address, 'sr25519'],
    [
      'a phrase with other blanks',
      { secretPhrase: ` ${mnemonic.replaceAll(' ', '\t')}\n` },
      address,
      'sr25519',
    ],
    [
      'the extras of branches',
      { secretPhrase: mnemonic, signingScheme: 'x', hashedDescriptor: 'y' },
      address,
      'sr25519',
    ],
  ])('reads %s', (_, contents, wanted, scheme) => {
    expect(read(contents)).toEqual([wanted, scheme, true])
  })

  it('reads public files of either curve, and of another network under our prefix', () => {
    expect(read({ ss58Address: ed25519Address, cryptoType: 0 })).toEqual([ed25519Address, 'ed25519', false])
    expect(read({ ss58Address: '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5' })).toEqual([
      ALICE,
      'sr25519',
      false,
    ])
  })

  it('reads the seed that btwallet writes as text, if the address bears it out', async () => {
    const text = 'A'.repeat(32)
    const wanted = createKeypair(`0x${Buffer.from(text).toString('hex')}`).address
    expect(read({ secretSeed: `0x${text}`, ss58Address: wanted })).toEqual([wanted, 'sr25519', true])
    expect(await codeOf(() => read({ secretSeed: `0x${text}`, ss58Address: ALICE }))).toBe(
      'KEYFILE_MALFORMED',
    )
  })

  it.each<[string, string, string | Record<string, unknown>]>([
    ['KEYFILE_MALFORMED', 'a cryptoType that does not exist', { secretPhrase: mnemonic, cryptoType: 2 }],
    ['KEYFILE_MALFORMED', 'an empty phrase before a good seed', { secretPhrase: '', secretSeed: seed }],
    ['KEYFILE_MALFORMED', 'a phrase with a path', { secretPhrase: `${mnemonic}//hot` }],
    ['KEYFILE_MALFORMED', 'a short seed', { secretSeed: seed.slice(2) }],
    ['KEYFILE_MALFORMED', 'the private key of polkadot', { privateKey: polkadot, ss58Address: address }],
    ['KEYFILE_MALFORMED', 'a raw private key of polkadot', polkadot],
    ['KEYFILE_MALFORMED', 'a public key alone', { publicKey: `0x${seed}` }],
    ['KEYFILE_MALFORMED', 'an address that is none', { ss58Address: '5xyz' }],
    ['KEYFILE_MALFORMED', 'eleven words', 'abandon '.repeat(11)],
    ['KEYFILE_MALFORMED', 'an URI', '//Alice'],
    ['KEYFILE_MALFORMED', 'nothing', ''],
    ['KEYFILE_MALFORMED', 'a file cut off', `{"secretPhrase":"${mnemonic}`],
    ['KEYFILE_MALFORMED', 'JSON of another kind', JSON.stringify(mnemonic)],
    ['KEYFILE_ADDRESS_MISMATCH', 'another address', { secretPhrase: mnemonic, ' ss58Address': ALICE }],
    ['KEYFILE_ADDRESS_MISMATCH', 'an empty address', { secretPhrase: mnemonic, ss58Address: '' }],
    ['KEYFILE_ADDRESS_MISMATCH', 'the private key of another', { privateKey, ss58Address: ALICE }],
    [
      'KEYFILE_FOREIGN',
      'an export of polkadot.js',
      { encoded: 'x', encoding: {}, address, secretPhrase: mnemonic },
    ],
  ])('refuses with %s %s', async (code, _, contents) => {
    expect(await codeOf(() => read(contents))).toBe(code)
  })

  it('refuses bytes that are no text', async () => {
    expect(await codeOf(() => parseKeyfile(Uint8Array.of(0xff, 0xfe, 0)))).toBe('KEYFILE_MALFORMED')
  })
})

describe('exportKey', () => {
  it.each(derive.cases)('derives $name', ({ mnemonic, entropy, mini_secret_seed, sr25519, ed25519 }) => {
    const key = exportKey({ mnemonic })
    expect([hex(key.entropy()), hex(key.seed()), key.mnemonic()]).toEqual([
      entropy,
      mini_secret_seed,
      mnemonic,
    ])
    expect({
      public: hex(key.publicKey),
      keyfile_privateKey: hex(key.privateKey()),
      polkadot_js_secretKey: hex(key.polkadotSecretKey()),
      ss58: key.address,
    }).toEqual(sr25519)
    const edwards = exportKey({ mnemonic }, { scheme: 'ed25519' })
    expect({ public: hex(edwards.publicKey), ss58: edwards.address }).toEqual(ed25519)
  })

  it('keeps no phrase that needs a password or a path', () => {
    const secured = JSON.parse(exportKey({ mnemonic, mnemonicPassword: 'pw' }).keyfile())
    expect(Object.keys(secured).sort()).toEqual([
      'accountId',
      'privateKey',
      'publicKey',
      'secretSeed',
      'ss58Address',
    ])
    expect(secured.ss58Address).toBe('5HQTWe8CQnpTdVifH5iDkUDx6udoBRvStWRhNy61kTuoFkNT')
    const derived = JSON.parse(exportKey({ uri: '//Alice' }).keyfile())
    expect(Object.keys(derived).sort()).toEqual(['accountId', 'privateKey', 'publicKey', 'ss58Address'])
    expect(derived.privateKey).toMatch(/^0x33a6f309/)
  })

  it('writes what is read again as the same key, whatever it is made from', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const path = fc.constantFrom('', '//hard', '/soft', '//7/8')
    fc.assert(
      fc.property(bytes, path, fc.boolean(), (seed, path, edwards) => {
        const scheme = edwards ? 'ed25519' : 'sr25519'
        const uri = `${hex(seed)}${edwards ? path.replaceAll(/\/+/g, '//') : path}`
        const key = exportKey({ uri }, { scheme })
        const text = key.keyfile()
        expect(text).not.toContain('\n')
        expect(read(text)).toEqual([key.address, scheme, true])
        // What btwallet 4 and readers before it know: text fields only, in sr25519.
        if (!edwards)
          expect(Object.values(JSON.parse(text)).every((value) => typeof value === 'string')).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('turns the two forms of a private key into each other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const key = exportKey({ seed: Buffer.from(seed).toString('hex') })
        expect(hex(expandPrivateKey(key.privateKey()))).toBe(hex(key.polkadotSecretKey()))
        expect(hex(compactPrivateKey(key.polkadotSecretKey()))).toBe(hex(key.privateKey()))
      }),
      { numRuns: 40 },
    )
  })
})
