import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, it } from 'vitest'
import { createKeypair } from './create-keypair.js'
import { verifySignature } from './signature.js'
import { isSmallOrderKey } from './small-order.js'

const { Point } = ed25519
const bytesOf = (y: bigint, sign: 0 | 1) => {
  const bytes = Uint8Array.from(Buffer.from(y.toString(16).padStart(64, '0'), 'hex')).toReversed()
  bytes[31] = bytes[31]! | (sign << 7)
  return bytes
}
const field = 2n ** 255n - 19n
const order = 2n ** 252n + 27742317777372353535851937790883648493n

/** The y of the eight points of small order, from the curve itself: what any point leaves when multiplied by the order. */
const torsion = new Set<bigint>()
for (let y = 2n; torsion.size < 5; y++) {
  try {
    const point = Point.fromBytes(bytesOf(y, 0))
    torsion.add(
      point
        .multiplyUnsafe(order - 1n)
        .add(point)
        .toAffine().y,
    )
  } catch {
    // No point has this y.
  }
}
const reduced = [...torsion]
const encodings = [...reduced, ...reduced.filter((y) => y + field < 2n ** 255n).map((y) => y + field)]
const every = encodings.flatMap((y) => [bytesOf(y, 0), bytesOf(y, 1)])

describe('isSmallOrderKey', () => {
  it('knows every encoding of every point of small order', () => {
    expect(every).toHaveLength(14)
    for (const bytes of every) expect(isSmallOrderKey(bytes)).toBe(true)
  })

  it('is false for other keys and lengths', () => {
    expect(isSmallOrderKey(createKeypair('//Alice').publicKey)).toBe(false)
    expect(isSmallOrderKey(createKeypair('//Alice', { scheme: 'ed25519' }).publicKey)).toBe(false)
    expect(isSmallOrderKey(bytesOf(2n, 0))).toBe(false)
    expect(isSmallOrderKey(new Uint8Array(31))).toBe(false)
  })
})

it('defect: an ed25519 key of small order verified signatures that nobody made', () => {
  for (const publicKey of every)
    for (const point of every) {
      const signature = Uint8Array.from([...point, ...new Uint8Array(32)])
      for (const text of ['a', 'b', 'c', 'd'])
        expect(verifySignature({ scheme: 'ed25519', publicKey, message: Buffer.from(text), signature })).toBe(
          false,
        )
    }
})

it('defect: the all-zero sr25519 key verified signatures that nobody made', () => {
  const forged = Buffer.from(
    `e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d7601${'00'.repeat(30)}80`,
    'hex',
  )
  const message = Buffer.from('a')
  expect(
    verifySignature({ scheme: 'sr25519', publicKey: new Uint8Array(32), message, signature: forged }),
  ).toBe(false)
})
