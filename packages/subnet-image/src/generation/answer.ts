import { decodePng, type FlowScene, type Picture, shrinkPicture } from '@subnetkit/vision'
import type { Bytes } from 'subnetkit'

/** Request for pictures of one prompt. */
export interface PaintInput {
  readonly prompt: string
  /** First of the {@link seedWindow} seeds that the pictures may have. */
  readonly seed: number
  /** Number of pictures, each of another seed. */
  readonly pictures: number
}

/** Pictures, and everything that it takes to paint them again. */
export interface PaintOutput {
  readonly pictures: readonly { readonly png: Bytes; readonly seed: number }[]
  readonly steps: number
  readonly modelId: string
}

/** Ground truth of a prompt; plain data, so that a round can be stored and replayed. */
export interface PaintTruth {
  readonly scene: FlowScene
}

/** An answer as the rubric sees it. */
export interface PaintAnswer {
  readonly input: PaintInput
  readonly output: PaintOutput
  readonly truth: PaintTruth
}

/**
 * Seeds that a miner may choose from. They follow from the round's secret, so that nothing can be painted in advance; choosing
 * among them is work that the subnet pays for.
 */
export const seedWindow = 64

/** Most pictures of one prompt. */
export const mostPictures = 4

/** Most pixels and bytes of a picture; larger ones would cost validators more than they show. */
export const pictureLimits = { maxPixels: 512 * 512, maxBytes: 262_144 } as const

/** Longest side of a picture that is sent, in pixels: validators shrink what a larger model paints likewise, and compare. */
const longestSide = 256

/** A painted picture as it is sent. */
export const asSent = (painted: Picture): Picture => shrinkPicture(painted, longestSide)

/** As many pictures as were asked for, each of another seed, all within the window. */
export function isAsAsked({ input, output }: Pick<PaintAnswer, 'input' | 'output'>): boolean {
  const seeds = output.pictures.map(({ seed }) => seed)
  return (
    seeds.length === input.pictures &&
    new Set(seeds).size === seeds.length &&
    seeds.every((seed) => seed >= input.seed && seed < input.seed + seedWindow)
  )
}

const decoded = new WeakMap<PaintOutput, Promise<readonly Picture[] | null>>()

/** Pictures of an answer, read once; null if one of them cannot be read or is too large. */
export function picturesOf(output: PaintOutput): Promise<readonly Picture[] | null> {
  const known = decoded.get(output)
  if (known) return known
  const pictures = Promise.all(
    output.pictures.map(async ({ png }) => decodePng(await png.bytes(), pictureLimits)),
  ).catch(() => null)
  decoded.set(output, pictures)
  return pictures
}
