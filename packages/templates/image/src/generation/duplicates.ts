import { hashDistance, perceptualHash } from '@subnetkit/vision'
import { type PaintAnswer, picturesOf } from './answer.js'

/** Perceptual hash of each picture of an answer: what receipts keep of pictures. */
export async function hashesOf({ output }: Pick<PaintAnswer, 'output'>): Promise<readonly string[]> {
  return ((await picturesOf(output)) ?? []).map(perceptualHash)
}

/** Distance of the two pictures of two answers that are most alike, as a share of the bits. */
export function hashDistanceOf(one: readonly string[], other: readonly string[]): number {
  const distances = one.flatMap((hash) => other.map((near) => hashDistance(hash, near)))
  return Math.min(64, ...distances) / 64
}
