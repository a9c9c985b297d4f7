import { describeScene, encodePng, type FlowScene } from '@subnetkit/vision'
import { Bytes, type ImageAnswer } from 'subnetkit'
import { expect, test } from 'vitest'
import { image } from './picture-view.js'
import { placesOf, renderScene } from './render.js'

const scene: FlowScene = {
  first: { colour: 'red', shape: 'circle' },
  relation: 'left of',
  second: { colour: 'blue', shape: 'square' },
  background: 'white',
}
const other: FlowScene = { ...scene, first: { colour: 'green', shape: 'triangle' } }
const bytesOf = (file: Uint8Array) => new Bytes({ size: file.length, chunks: () => [file] })
const shown = (...scenes: readonly FlowScene[]): ImageAnswer => ({
  images: scenes.map((one) => ({
    data: bytesOf(encodePng(renderScene(one, placesOf(one), 64))),
    mediaType: 'image/png',
  })),
})
const grade = (answer: ImageAnswer, prompt: string) =>
  image.verify?.(answer, { prompt, n: answer.images.length, seed: 0 })

test('pictures are graded by what they show of the prompt', async () => {
  const prompt = describeScene(scene)
  expect(await grade(shown(scene), prompt)).toBe(1)
  const half = await grade(shown(scene, other), prompt)
  expect(half).toBeGreaterThan(await Promise.resolve(grade(shown(other), prompt) ?? 1))
  expect(half).toBeLessThan(1)
})

test('pictures of a prompt in free words are equally good, and what is no picture is none', async () => {
  expect(await grade(shown(scene), 'a fox')).toBe(0.5)
  const broken = { images: [{ data: bytesOf(Uint8Array.of(1)), mediaType: 'image/png' as const }] }
  await expect(grade(broken, describeScene(scene))).rejects.toThrow()
})

test('a request asks for pictures whose seeds are in a window', () => {
  expect(image.toInput({ prompt: 'a fox', n: 2, seed: 2 ** 32 - 1 })).toEqual({
    ...{ prompt: 'a fox', pictures: 2 },
    seed: 0xffff_ffff - 64,
  })
})
