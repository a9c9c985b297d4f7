import { sr25519Sign as referenceSign, sr25519Verify as referenceVerify } from '@polkadot/util-crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../../testing/code-of.js'
import { sr25519KeypairFromSeed } from '../wasm.js'
import type { Sr25519Engine } from './engine.js'
import { createFastEngine } from './fast-engine.js'
import { loadNative } from './native-engine.js'
import { wasmEngine } from './wasm-engine.js'

const engines: Sr25519Engine[] = [wasmEngine, createFastEngine()]
try {
  engines.push(loadNative())
} catch {
  // The addon is optional: where it is not built, the other two stand.
}

interface Signed {
  readonly message: Uint8Array
  readonly signature: Uint8Array
  readonly publicKey: Uint8Array
}

const pairOf = (seed: number) => {
  const pair = sr25519KeypairFromSeed(new Uint8Array(32).fill(seed))
  return { secretKey: pair.slice(0, 64), publicKey: pair.slice(64) }
}
const [alice, bob] = [pairOf(1), pairOf(2)]
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const basePoint = 'e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76'
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n

/** Every engine's answer; one value if they agree. */
const answers = ({ message, signature, publicKey }: Signed) => [
  ...new Set(engines.map((engine) => engine.verify(message, signature, publicKey))),
]

const signs = (engine: Sr25519Engine, message: Uint8Array, { secretKey, publicKey } = alice): Signed => ({
  message,
  publicKey,
  signature: engine.sign(publicKey, secretKey, message),
})

function scalarOf(signature: Uint8Array): bigint {
  const bytes = signature.slice(32)
  bytes[31] = bytes[31]! & 0x7f
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`)
}

function withScalar(signature: Uint8Array, scalar: bigint): Uint8Array {
  const bytes = hex(scalar.toString(16).padStart(64, '0')).toReversed()
  bytes[31] = bytes[31]! | 0x80
  return Uint8Array.from([...signature.slice(0, 32), ...bytes])
}

const flip = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, index) => (index === (bit >> 3) % bytes.length ? byte ^ (1 << (bit & 7)) : byte))

/** Ways to spoil a signed message; the first leaves it as it is. */
const mutations: ((signed: Signed, n: number, noise: Uint8Array) => Signed)[] = [
  (signed) => signed,
  (signed, n) => ({ ...signed, signature: flip(signed.signature, n) }),
  (signed, n) => ({ ...signed, publicKey: flip(signed.publicKey, n) }),
  (signed, n) => ({ ...signed, message: flip(signed.message, n) }),
  (signed, n) => ({ ...signed, signature: signed.signature.slice(0, n % 64) }),
  (signed, n) => ({ ...signed, publicKey: signed.publicKey.slice(0, n % 32) }),
  (signed) => ({ ...signed, signature: flip(signed.signature, 511) }),
  (signed) => ({
    ...signed,
    signature: withScalar(signed.signature, scalarOf(signed.signature) + groupOrder),
  }),
  (signed, _, noise) => ({ ...signed, publicKey: noise.slice(0, 32) }),
  (signed, _, noise) => ({ ...signed, signature: noise }),
  (signed, _, noise) => ({
    ...signed,
    signature: Uint8Array.from([...noise.slice(0, 63), noise[63]! | 0x80]),
  }),
  (signed) => ({ ...signed, publicKey: bob.publicKey }),
]

const mutated = fc
  .tuple(
    fc.nat({ max: mutations.length - 1 }),
    fc.nat({ max: 511 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
  )
  .map(([kind, n, noise]) => ({ kind, n, noise }))

beforeAll(() => {
  if (process.env.SUBNETKIT_SR25519 === 'native') expect(engines).toHaveLength(3)
})

describe.each(engines)('sr25519 engine $name', (engine) => {
  it('verifies what it and every other engine signs, of any length', () => {
    for (const length of [0, 1, 200, 100_000]) {
      for (const signer of engines) {
        const { message, signature, publicKey } = signs(signer, new Uint8Array(length).fill(7))
        expect(engine.verify(message, signature, publicKey)).toBe(true)
        expect(engine.verify(message, signature, bob.publicKey)).toBe(false)
      }
    }
  })

  it('signs and verifies like @polkadot/util-crypto', () => {
    const message = Uint8Array.of(1, 2, 3)
    expect(engine.verify(message, referenceSign(message, alice), alice.publicKey)).toBe(true)
    expect(referenceVerify(message, signs(engine, message).signature, alice.publicKey)).toBe(true)
  })

  it.each([
    ['an empty signature', { signature: new Uint8Array() }],
    ['a byte too much', { signature: new Uint8Array(65).fill(0x81) }],
    ['an empty key', { publicKey: new Uint8Array() }],
    ['a key that is no point', { publicKey: new Uint8Array(32).fill(0xff) }],
    ['a key of ed25519', { publicKey: hex(`01${'00'.repeat(31)}`) }],
    ['zeros', { signature: new Uint8Array(64), publicKey: new Uint8Array(32) }],
  ])('refuses %s', (_, change) => {
    const { message, signature, publicKey } = { ...signs(wasmEngine, Uint8Array.of(1)), ...change }
    expect(engine.verify(message, signature, publicKey)).toBe(false)
  })

  it('refuses a scalar that is not reduced, and a signature without the mark', () => {
    const { message, signature, publicKey } = signs(wasmEngine, Uint8Array.of(1))
    const unreduced = withScalar(signature, scalarOf(signature) + groupOrder)
    expect(engine.verify(message, unreduced, publicKey)).toBe(false)
    for (const scalar of [groupOrder, groupOrder - 1n, 2n ** 255n - 1n])
      expect(engine.verify(message, withScalar(signature, scalar), publicKey)).toBe(false)
    expect(engine.verify(message, flip(signature, 511), publicKey)).toBe(false)
    expect(engine.verify(message, withScalar(signature, scalarOf(signature)), publicKey)).toBe(true)
  })

  it('defect: anybody could sign for the all-zero key', () => {
    const forged = hex(`${basePoint}01${'00'.repeat(30)}80`)
    for (const text of ['a', 'b'])
      expect(engine.verify(Buffer.from(text), forged, new Uint8Array(32))).toBe(false)
  })

  it('refuses a neutral R', () => {
    const signature = hex(`${'00'.repeat(63)}80`)
    expect(engine.verify(Uint8Array.of(1), signature, alice.publicKey)).toBe(false)
    expect(engine.verify(Uint8Array.of(1), signature, new Uint8Array(32))).toBe(false)
  })

  it('does not sign with halves that are no key, and signs on', async () => {
    const sign = (publicKey: Uint8Array, secretKey: Uint8Array) =>
      codeOf(() => engine.sign(publicKey, secretKey, Uint8Array.of(1)))
    for (const publicKey of [new Uint8Array(31), new Uint8Array(32), new Uint8Array(32).fill(0xff)])
      expect(await sign(publicKey, alice.secretKey)).toBe('KEY_INVALID')
    expect(await sign(alice.publicKey, new Uint8Array(63))).toBe('KEY_INVALID')
    for (const fill of [0, 1 << 2, 0x80, 0xff]) {
      const secretKey = new Uint8Array(64).fill(fill, 0, 32)
      // Only the lowest bits are left over; they are no part of the scalar.
      if (fill === 4) secretKey.fill(0, 1)
      expect(await sign(alice.publicKey, secretKey)).toBe('KEY_INVALID')
    }
    expect(await sign(alice.publicKey, alice.secretKey)).toBe('nothing thrown')
  })

  it('is healthy after 2,000 malformed inputs', () => {
    const { message, signature, publicKey } = signs(engine, Uint8Array.of(5))
    const bad = mutations.slice(6, 9)
    for (let n = 0; n < 2_000; n++) {
      const noise = new Uint8Array(64)
        .fill(0xff)
        .with(0, n & 0xff)
        .with(1, n >> 8)
      const spoilt = bad[n % bad.length]!({ message, signature, publicKey }, n, noise)
      expect(engine.verify(spoilt.message, spoilt.signature, spoilt.publicKey)).toBe(false)
    }
    expect(engine.verify(message, signature, publicKey)).toBe(true)
    expect(engine.verify(message, engine.sign(alice.publicKey, alice.secretKey, message), publicKey)).toBe(
      true,
    )
  })
})

it('all engines agree on 2,000 mutated signatures, a tenth of them with @polkadot/util-crypto', () => {
  const pool = Array.from({ length: 16 }, (_, index) =>
    signs(engines[index % engines.length]!, new Uint8Array(1 + index * 9).fill(index)),
  )
  let run = 0
  fc.assert(
    fc.property(mutated, fc.nat({ max: 15 }), ({ kind, n, noise }, index) => {
      const given = mutations[kind]!(pool[index]!, n, noise)
      expect(answers(given)).toEqual([kind === 0])
      if (run++ % 10 === 0) expect(reference(given)).toBe(kind === 0)
    }),
    { numRuns: 2_000, seed: 25_519 },
  )
})

/** The library throws for malformed input. */
function reference({ message, signature, publicKey }: Signed): boolean {
  try {
    return referenceVerify(message, signature, publicKey)
  } catch {
    return false
  }
}
