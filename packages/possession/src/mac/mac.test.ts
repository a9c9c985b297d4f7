import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementFrom, mod, prime, readElement, writeElement } from './field.js'
import { challengeOf, createPossessionMac, macProofBytes, provePossession } from './mac.js'

const key = new Uint8Array(32).fill(3)
const mac = createPossessionMac(key)
const leaves = Array.from({ length: 12 }, (_, leaf) =>
  Uint8Array.from({ length: leaf === 11 ? 300 : 1_024 }, (_, at) => (at * 17 + leaf * 5) & 255),
)
const tags = leaves.map((leaf, index) => mac.tag(index, leaf))
const reader =
  (content = leaves) =>
  async (index: number) => ({ leaf: content[index]!, tag: tags[index]! })
const challenge = challengeOf(new Uint8Array(16).fill(1), [0, 3, 7, 11])

test('a known tag', () => {
  expect(Buffer.from(tags[3]!).toString('hex')).toMatchInlineSnapshot(`"020b49a9b298c7a92c0b7aeb4cfb7b78"`)
})

test('a tag is the sum that the paper has', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 1_024 }), fc.nat(99), (leaf, index) => {
      let sum = elementFrom(key, `leaf ${index}`)
      const padded = Buffer.alloc(74 * 14)
      padded.set(leaf)
      for (let sector = 0; sector < 74; sector++) {
        const part = Buffer.from(padded.subarray(14 * sector, 14 * sector + 14)).reverse()
        sum += elementFrom(key, `sector ${sector}`) * BigInt(`0x${part.toString('hex')}`)
      }
      expect(Buffer.from(mac.tag(index, leaf))).toEqual(Buffer.from(writeElement(sum % prime)))
    }),
    { numRuns: 30 },
  )
})

test('a proof has one size, and is accepted', async () => {
  for (const indices of [[0], [11], [0, 3, 7, 11], leaves.map((_, at) => at)]) {
    const asked = challengeOf(Buffer.from(`a nonce of ${indices.length} leaves!`), indices)
    const proof = await provePossession(asked, reader())
    expect(proof).toHaveLength(macProofBytes)
    expect(mac.verify(asked, proof)).toBe(true)
  }
})

test('a bit changed in a challenged leaf, in the proof, or in the challenge is refused', async () => {
  const proof = await provePossession(challenge, reader())
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(0, 3, 7, 11), fc.nat(), fc.nat(7), async (leaf, at, bit) => {
      const changed = leaves.map((one) => Uint8Array.from(one))
      changed[leaf]![at % changed[leaf]!.length]! ^= 1 << bit
      expect(mac.verify(challenge, await provePossession(challenge, reader(changed)))).toBe(false)
      const forged = Uint8Array.from(proof)
      forged[at % proof.length]! ^= 1 << bit
      expect(mac.verify(challenge, forged)).toBe(false)
    }),
    { numRuns: 25 },
  )
  expect(mac.verify(challengeOf(new Uint8Array(16).fill(2), [0, 3, 7, 11]), proof)).toBe(false)
  expect(createPossessionMac(new Uint8Array(32)).verify(challenge, proof)).toBe(false)
  // Zeros everywhere are the proof of no object.
  for (const forged of [new Uint8Array(macProofBytes), proof.subarray(1), new Uint8Array(0)]) {
    expect(mac.verify(challenge, forged)).toBe(false)
  }
  expect(mac.verify([], new Uint8Array(macProofBytes))).toBe(false)
})

test('the field folds any product, and an element has one form', () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1n << 262n }), (value) => mod(value) === value % prime))
  expect([mod(prime), mod(0n), mod(prime + 1n)]).toEqual([0n, 0n, 1n])
  expect(readElement(writeElement(prime - 1n))).toBe(prime - 1n)
  expect(readElement(writeElement(prime))).toBeNull()
  expect(readElement(new Uint8Array(15))).toBeNull()
})
