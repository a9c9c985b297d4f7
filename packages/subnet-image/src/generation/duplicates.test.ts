import { encodePng, type Picture, shrinkPicture } from '@subnetkit/vision'
import { createRandom } from 'subnetkit'
import { expect, test } from 'vitest'
import type { PaintOutput } from './answer.js'
import { hashDistanceOf, hashesOf } from './duplicates.js'
import { placesOf, renderScene } from './render.js'
import { drawScene } from './scene.js'
import { generate } from './synapse.js'

const pictureOf = (name: string): Picture => {
  const random = createRandom(new TextEncoder().encode(name))
  const scene = drawScene(random)
  return renderScene(
    scene,
    placesOf(
      scene,
      Array.from({ length: 8 }, () => random.next()),
    ),
    64,
  )
}

const hashes = (...pictures: readonly Picture[]) => {
  const parts = pictures.map((picture, seed) => ({ png: encodePng(picture), seed }))
  return hashesOf({
    output: generate.output.parse({ pictures: parts, steps: 1, modelId: 'm' }) as PaintOutput,
  })
}

test('two answers are as near as the two of their pictures that are most alike, whatever their size', async () => {
  const [one, other, third] = [pictureOf('one'), pictureOf('other'), pictureOf('third')]
  const first = await hashes(one, other)
  expect(hashDistanceOf(first, await hashes(third, shrinkPicture(other, 40)))).toBeLessThanOrEqual(2 / 64)
  expect(hashDistanceOf(first, await hashes(third))).toBeGreaterThan(8 / 64)
  expect(hashDistanceOf(first, [])).toBe(1)
})
