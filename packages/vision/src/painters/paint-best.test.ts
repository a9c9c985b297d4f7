import { expect, test } from 'vitest'
import { paintBest } from './paint-best.js'
import type { Painter } from './painter.js'

/** Paints one pixel of the colour of its seed. */
function pixelPainter() {
  const seeds: number[] = []
  const painter: Painter = {
    modelId: 'pixel',
    async paint({ seed }) {
      seeds.push(seed)
      return { seed, picture: { width: 1, height: 1, data: Uint8Array.of(seed, seed, seed) } }
    },
  }
  return { painter, seeds }
}

const options = { prompt: 'a pixel', seed: 40, steps: 1 }

test('paintBest returns the best of several seeds', async () => {
  const { painter, seeds } = pixelPainter()
  const score = ({ data }: { data: Uint8Array }) => [0.2, 0.9, 0.9][(data[0] ?? 0) - 40] ?? 0
  await expect(paintBest(painter, options, { of: 4, score })).resolves.toMatchObject({ seed: 41 })
  expect(seeds).toEqual([40, 41, 42, 43])
})

test('paintBest stops at a score that is enough', async () => {
  const { painter, seeds } = pixelPainter()
  await paintBest(painter, options, { of: 9, score: ({ data }) => data[0] ?? 0, enough: 41 })
  expect(seeds).toEqual([40, 41])
})

test.each([{ of: 0 }, { of: 2, enogh: 1 }])('paintBest refuses %j', async (best) => {
  const { painter } = pixelPainter()
  await expect(paintBest(painter, options, { score: () => 0, ...best } as never)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  })
})
