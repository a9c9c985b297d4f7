import { decodePng, type FlowScene, type Picture, parseScene } from '@subnetkit/vision'
import { imageView } from 'subnetkit'
import { protocol } from '../protocol.js'
import { mostPictures, pictureLimits, seedWindow } from './answer.js'
import { look } from './look.js'
import { attributes, compare } from './scene.js'

/**
 * The synapse `generate` as a painter: a gateway answers `/v1/images/generations` with it. Of several miners' pictures, the mode `best`
 * takes those that have most of the prompt right.
 */
export const image = imageView(protocol, {
  synapse: 'generate',
  maxImages: mostPictures,
  maxCharacters: 200,
  toInput: ({ prompt, n, seed }) => ({ prompt, pictures: n, seed: Math.min(seed, lastSeed) }),
  toAnswer: ({ pictures }) => ({
    images: pictures.map(({ png }) => ({ data: png, mediaType: 'image/png' as const })),
  }),
  verify: async ({ images }, { prompt }) =>
    grade(
      await Promise.all(images.map(async ({ data }) => decodePng(await data.bytes(), pictureLimits))),
      prompt,
    ),
})

/** The last first seed of a window. */
const lastSeed = 0xffff_ffff - seedWindow

/** Share of the prompt that the pictures show; pictures of a prompt in free words are as good as each other. */
function grade(pictures: readonly Picture[], prompt: string): number {
  const scene = sceneOf(prompt)
  if (scene === null) return 0.5
  const shares = pictures.map((picture) => {
    const found = compare(look(picture), scene)
    return attributes.filter((attribute) => found[attribute]).length / attributes.length
  })
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

/** The scene that a prompt of the subnet's own grammar describes; null for any other prompt. */
function sceneOf(prompt: string): FlowScene | null {
  try {
    return parseScene(prompt)
  } catch {
    return null
  }
}
