import { createHash } from 'node:crypto'
import { describeScene } from '@subnetkit/vision'
import { createRandom } from 'subnetkit'
import { expect, test } from 'vitest'
import { look } from '../generation/look.js'
import { compare, drawScene } from '../generation/scene.js'
import { createLabPainter } from './painter.js'

test('a look finds what the painter of the lab says of its pictures', async () => {
  const painter = createLabPainter()
  const random = createRandom(createHash('sha256').update('lab painter').digest())
  let same = 0
  const all = { right: 0, of: 200 }
  for (let at = 0; at < all.of; at += 1) {
    const scene = drawScene(random)
    const options = { prompt: describeScene(scene), seed: at, steps: at % 2 === 0 ? 8 : 2 }
    const found = compare(look((await painter.paint(options)).picture), scene)
    const right = Object.values(found).filter(Boolean).length
    if (right === painter.rightOf(options)) same += 1
    if (right === 4) all.right += 1
  }
  expect(same).toBeGreaterThanOrEqual(0.95 * all.of)
  // The flow model has 0.36 and 0.24 of its pictures right.
  expect(all.right / all.of).toBeGreaterThan(0.15)
  expect(all.right / all.of).toBeLessThan(0.45)
})
