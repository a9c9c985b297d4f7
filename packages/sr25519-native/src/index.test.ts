import { randomBytes, randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { sr25519KeypairFromSeed, sr25519Sign, sr25519Verify, waitReady } from '@polkadot/wasm-crypto'
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type * as Native from './index.cjs'
import { platformOf } from './platform.cjs'

const addon = `sr25519.${platformOf()}.node`
const isBuilt = existsSync(join(import.meta.dirname, '..', addon))
/** Order of the group, little-endian: added to a scalar it gives the same one in another encoding. */
const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n
const neutral = new Uint8Array(32)

describe.skipIf(!isBuilt)(`the native addon (needs ${addon}: npm run build:native)`, () => {
  // By require, as the wallet loads it.
  const { verify, verifyBatch, sign } = isBuilt
    ? (createRequire(import.meta.url)('./index.cjs') as typeof Native)
    : ({} as typeof Native)
  beforeAll(async () => {
    await waitReady()
  })

  function keypair() {
    const bytes = sr25519KeypairFromSeed(randomBytes(32))
    return { secretKey: bytes.subarray(0, 64), publicKey: bytes.subarray(64) }
  }

  function signed(): Native.SignedMessage {
    const { secretKey, publicKey } = keypair()
    const message = randomBytes(randomInt(0, 400))
    return { publicKey, message, signature: sr25519Sign(publicKey, secretKey, message) }
  }

  it('agrees with wasm-crypto on 500 signatures, each library verifying those of the other', () => {
    for (let index = 0; index < 500; index++) {
      const { secretKey, publicKey } = keypair()
      const message = randomBytes(randomInt(0, 400))
      const own = sign(secretKey, publicKey, message)
      expect(own).toHaveLength(64)
      expect(sr25519Verify(own, message, publicKey)).toBe(true)
      expect(verify(publicKey, own, message)).toBe(true)
      expect(verify(publicKey, sr25519Sign(publicKey, secretKey, message), message)).toBe(true)
    }
  })

  const mutations: Record<string, (item: Native.SignedMessage) => Native.SignedMessage> = {
    'a bit of the signature': (item) => ({ ...item, signature: flipped(item.signature) }),
    'a bit of the public key': (item) => ({ ...item, publicKey: flipped(item.publicKey) }),
    'a bit of the message': (item) => ({ ...item, message: flipped(item.message) }),
    'the public key of another': (item) => ({ ...item, publicKey: signed().publicKey }),
    'random R': ({ signature, ...item }) => ({
      ...item,
      signature: joined(randomBytes(32), signature.slice(32)),
    }),
    'random bytes': (item) => ({ ...item, signature: randomBytes(64) }),
    'an unmarked signature': ({ signature, ...item }) => ({
      ...item,
      signature: signature.map((byte, index) => (index === 63 ? byte & 127 : byte)),
    }),
    'a scalar above the order': ({ signature, ...item }) => ({ ...item, signature: unreduced(signature) }),
    'a random public key': (item) => ({ ...item, publicKey: randomBytes(32) }),
    nothing: (item) => item,
  }

  it.each(Object.entries(mutations))(
    'agrees with wasm-crypto on 100 inputs with %s mutated',
    (name, mutate) => {
      for (let index = 0; index < 100; index++) {
        const item = mutate(signed())
        const { publicKey, signature, message } = item
        const verdict = verify(publicKey, signature, message)
        expect(verdict).toBe(sr25519Verify(signature, message, publicKey))
        expect(verifyBatch([signed(), item])).toBe(verdict)
        // An empty message has no bit to flip.
        if (message.length > 0) expect(verdict).toBe(name === 'nothing')
      }
    },
  )

  const malformed = [
    undefined,
    null,
    7,
    'text',
    [],
    {},
    new Uint8Array(),
    new Uint8Array(31),
    new Uint8Array(65),
  ]
  const wrongBytes = [
    ...malformed,
    new Uint16Array(32),
    new Float64Array(64),
    new ArrayBuffer(64),
    new DataView(new ArrayBuffer(32)),
  ]

  it.each(wrongBytes)('verifies nothing with %o in any place, and does not throw', (wrong) => {
    const { publicKey, signature, message } = signed()
    const value = wrong as Uint8Array
    expect(verify(value, signature, message)).toBe(false)
    expect(verify(publicKey, value, message)).toBe(false)
    expect(verify(publicKey, signature, value)).toBe(false)
    expect(verifyBatch([{ publicKey: value, signature, message }])).toBe(false)
    expect(verifyBatch([wrong] as never)).toBe(false)
    if (!Array.isArray(wrong)) expect(verifyBatch(wrong as never)).toBe(false)
  })

  it('verifies nothing of detached buffers', () => {
    const { publicKey, signature, message } = signed()
    const detached = Uint8Array.from(publicKey)
    structuredClone(detached, { transfer: [detached.buffer] })
    expect(verify(detached, signature, message)).toBe(false)
  })

  it('refuses the neutral public key, for which anybody can sign', () => {
    const { secretKey, publicKey } = keypair()
    const message = randomBytes(32)
    // With the neutral key the equation is R = sB: this forgery holds in wasm-crypto.
    const forged = joined(publicKey, scalarOf(secretKey))
    forged[63]! |= 128
    expect(sr25519Verify(forged, message, neutral)).toBe(true)
    expect(verify(neutral, forged, message)).toBe(false)
    expect(verifyBatch([{ publicKey: neutral, signature: forged, message }])).toBe(false)
    expect(() => sign(secretKey, neutral, message)).toThrow(/public key/)
  })

  it('verifies a batch only if every signature is right, wherever the wrong one is', () => {
    const items = Array.from({ length: 24 }, signed)
    expect(verifyBatch(items)).toBe(true)
    expect(verifyBatch([])).toBe(true)
    for (let index = 0; index < items.length; index++) {
      const wrong = { ...items[index]!, signature: flipped(items[index]!.signature) }
      expect(verifyBatch(items.with(index, wrong))).toBe(false)
    }
  })

  it('defect of naive batches: two wrong signatures whose errors cancel out do not pass', () => {
    const [first, second] = [signed(), signed()]
    const shifted = [
      { ...first, signature: shiftScalar(first.signature, 1n) },
      { ...second, signature: shiftScalar(second.signature, -1n) },
    ]
    expect(verifyBatch(shifted)).toBe(false)
  })

  it.each(malformed)('throws for a secret key of %o without showing it', (wrong) => {
    const { publicKey } = keypair()
    expect(() => sign(wrong as Uint8Array, publicKey, randomBytes(8))).toThrow(TypeError)
  })

  it('throws for a scalar that is no secret key', () => {
    const { publicKey } = keypair()
    expect(() => sign(new Uint8Array(64).fill(255), publicKey, randomBytes(8))).toThrow(/secret key/)
  })

  it('has the types that the wallet expects', () => {
    expectTypeOf<typeof Native.verify>().toEqualTypeOf<
      (publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array) => boolean
    >()
    expectTypeOf<typeof Native.sign>().returns.toEqualTypeOf<Uint8Array>()
  })
})

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) copy[randomInt(copy.length)]! ^= 1 << randomInt(8)
  return copy
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

function toBytes(number: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse())
}

/** The scalar of a secret key, which is kept multiplied by the cofactor. */
function scalarOf(secretKey: Uint8Array): Uint8Array {
  return toBytes(toNumber(secretKey.subarray(0, 32)) / 8n)
}

function withScalar(signature: Uint8Array, change: (scalar: bigint) => bigint): Uint8Array {
  const bytes = toBytes(toNumber(signature.subarray(32)) - 2n ** 255n)
  const changed = toBytes(change(toNumber(bytes)) + 2n ** 255n)
  return joined(signature.subarray(0, 32), changed)
}

function unreduced(signature: Uint8Array): Uint8Array {
  return withScalar(signature, (scalar) => scalar + order)
}

function shiftScalar(signature: Uint8Array, by: bigint): Uint8Array {
  return withScalar(signature, (scalar) => (scalar + by + order) % order)
}
