import { expect, test } from 'vitest'
import { seededNoise } from './noise.js'

test('noise of a seed is pinned: pictures are painted again from it', () => {
  // Python: sum(struct.unpack('>12H', hashlib.shake_256(b'subnetkit flow noise 7').digest(24))) - 12 * 32767.5
  expect([...seededNoise(7, 3)].map((value) => value * 65_536)).toMatchInlineSnapshot(`
    [
      43136,
      10715,
      21551,
    ]
  `)
})

test('noise is normal and differs between seeds', () => {
  const values = [...seededNoise(1, 60_000)]
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const moment = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length
  expect(mean).toBeCloseTo(0, 1)
  expect(moment(2)).toBeCloseTo(1, 1)
  expect(Math.abs(moment(3))).toBeLessThan(0.05)
  expect(moment(4)).toBeCloseTo(2.9, 1)
  expect(seededNoise(2, 10)).not.toEqual(seededNoise(1, 10))
})
