import { createHash } from 'node:crypto'
import { decodePng } from '@subnetkit/vision'
import { createRandom } from 'subnetkit'
import { describe, expect, test } from 'vitest'
import { fontNames } from './fonts.js'
import { renderScene } from './render.js'
import { drawScene, type Scene } from './scene.js'
import { drawText } from './tasks.js'

const randomOf = (name: string) => createRandom(createHash('sha256').update(name).digest())
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

const plain = { levels: [0], photo: false } as const
const noisy = { levels: [3], photo: false } as const
const photo = { levels: [1], photo: true } as const

describe('a picture with text', () => {
  test('has the same bytes for the same random numbers', () => {
    for (const kind of [plain, noisy, photo]) {
      const [one, other] = [drawText(randomOf('same'), kind), drawText(randomOf('same'), kind)]
      expect(one.truth).toEqual(other.truth)
      expect(Buffer.from(one.input.image).equals(other.input.image)).toBe(true)
    }
  })

  test('keeps its bytes: rounds that are over must stay replayable, so the version of the canvas is pinned', () => {
    const sums = [plain, noisy, photo].map((kind) => sha256(drawText(randomOf('pinned'), kind).input.image))
    expect(sums).toMatchInlineSnapshot(`
      [
        "6be8be9b13d0e03b",
        "86dfcfd5a471b401",
        "5d1d989d8fda360d",
      ]
    `)
  })

  test('is small, and a PNG file with the pixels that were rendered', () => {
    const scene = drawScene(randomOf('size'), { level: 2, photo: false })
    const picture = renderScene(scene)
    expect(picture.width).toBeLessThan(700)
    expect(picture.height).toBeLessThan(110)
    const { input } = drawText(randomOf('bytes'), noisy)
    expect(input.image.length).toBeLessThan(250_000)
    expect(decodePng(input.image).data.length).toBeGreaterThan(0)
  })

  test('is drawn in the fonts of the project, and in no other', () => {
    const scene = { ...drawScene(randomOf('font'), { level: 0, photo: false }), size: 30 }
    const pictures = fontNames.map((font) => sha256(renderScene({ ...scene, font } as Scene).data))
    expect(new Set(pictures).size).toBe(fontNames.length)
  })

  test('gets noisier from level to level, and blurred as a photograph', () => {
    const scene = drawScene(randomOf('levels'), { level: 0, photo: true })
    const clean = renderScene({ ...scene, photo: null })
    const changes = ([1, 2, 3] as const).map((level) =>
      meanChange(clean.data, renderScene({ ...scene, photo: null, level }).data),
    )
    expect(changes).toEqual(changes.toSorted((a, b) => a - b))
    expect(changes[0]).toBeGreaterThan(5)
    expect(meanChange(clean.data, renderScene(scene).data)).toBeGreaterThan(5)
  })
})

describe('a scene', () => {
  test('has two to four words and a number, and ink that is brighter or darker than the paper', () => {
    const texts = Array.from({ length: 300 }, (_, at) =>
      drawScene(randomOf(`text ${at}`), { level: 0, photo: false }),
    )
    for (const { text } of texts) {
      const parts = text.split(' ')
      expect(parts.filter((part) => /^\d{2,5}$/.test(part))).toHaveLength(1)
      expect(parts.filter((part) => /^[A-Za-z]{3,8}$/.test(part)).length).toBeGreaterThanOrEqual(2)
      expect(parts.length).toBeLessThanOrEqual(5)
    }
    expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length)
    expect(new Set(texts.map(({ font }) => font)).size).toBe(fontNames.length)
  })
})

function meanChange(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length
}
