import { describe, expect, test } from 'vitest'
import { pictureDifference } from './difference.js'
import { hashDistance, perceptualHash } from './perceptual-hash.js'
import type { Picture } from './picture.js'

/** Two soft discs on a plain ground, at places and of colours that follow from a number. */
function scene(number: number, side = 64): Picture {
  const discs = [0, 1].map((disc) => ({
    x: 0.2 + (((number * 7 + disc * 5) % 11) / 11) * 0.6,
    y: 0.2 + (((number * 3 + disc * 8) % 13) / 13) * 0.6,
    colour: [(number * 83 + disc * 120) % 256, (number * 31) % 256, (number * 57 + disc * 99) % 256],
  }))
  const data = new Uint8Array(side * side * 3)
  for (let at = 0; at < data.length; at += 1) {
    const pixel = Math.floor(at / 3)
    const [x, y] = [((pixel % side) + 0.5) / side, (Math.floor(pixel / side) + 0.5) / side]
    const disc = discs.find((one) => Math.hypot(x - one.x, y - one.y) < 0.18)
    data[at] = disc?.colour[at % 3] ?? 240
  }
  return { width: side, height: side, data }
}

const changed = ({ data, ...size }: Picture, change: (value: number, at: number) => number): Picture => ({
  ...size,
  data: Uint8Array.from(data, (value, at) => Math.max(0, Math.min(255, Math.round(change(value, at))))),
})

const numbers = Array.from({ length: 16 }, (_, number) => number)
const distance = (one: Picture, other: Picture) => hashDistance(perceptualHash(one), perceptualHash(other))

describe('perceptualHash', () => {
  test.each<[string, (picture: Picture, number: number) => Picture]>([
    ['noise', (picture) => changed(picture, (value, at) => value + ((at * 7919) % 13) - 6)],
    ['coarse colours', (picture) => changed(picture, (value) => Math.floor(value / 24) * 24 + 12)],
    ['brightness', (picture) => changed(picture, (value) => value * 0.85 + 10)],
    ['another size', (_, number) => scene(number, 97)],
    ['half the size', (_, number) => scene(number, 32)],
  ])('changes a few bits with %s', (_, change) => {
    const distances = numbers.map((number) => distance(scene(number), change(scene(number), number)))
    expect(Math.max(...distances)).toBeLessThanOrEqual(8)
  })

  test('differs between other pictures', () => {
    const distances = numbers.slice(1).map((number) => distance(scene(number - 1), scene(number)))
    expect(Math.min(...distances)).toBeGreaterThan(8)
    expect(distances.reduce((sum, bits) => sum + bits, 0) / distances.length).toBeGreaterThan(20)
  })

  test('is pinned, since receipts keep it', () => {
    expect(numbers.slice(0, 3).map((number) => perceptualHash(scene(number)))).toMatchInlineSnapshot(`
      [
        "be1e8c70e0c7cf0c",
        "af679a98c0633b1c",
        "6d6dc792909cc993",
      ]
    `)
  })

  test('holds for a picture of one pixel and of one colour', () => {
    expect(perceptualHash({ width: 1, height: 1, data: Uint8Array.of(1, 2, 3) })).toMatch(/^[0-9a-f]{16}$/)
    expect(perceptualHash({ width: 3, height: 50, data: new Uint8Array(450) })).toBe('0000000000000000')
  })
})

test('hashDistance counts bits', () => {
  expect(hashDistance('0000000000000000', 'ffffffffffffffff')).toBe(64)
  expect(hashDistance('8000000000000001', '8000000000000000')).toBe(1)
})

test('pictureDifference counts bytes beyond the tolerance', () => {
  const black = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 0, 0, 0) }
  const other = { width: 2, height: 1, data: Uint8Array.of(0, 1, 2, 0, 0, 9) }
  expect([0, 1, 2, 9].map((tolerance) => pictureDifference(black, other, tolerance))).toEqual([
    0.5,
    1 / 3,
    1 / 6,
    0,
  ])
  expect(pictureDifference(black, { ...other, width: 1, height: 2 })).toBe(1)
})
