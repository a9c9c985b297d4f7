import { hashDistance, perceptualHash } from '@subnetkit/vision'
import { type PaintAnswer, type PaintOutput, picturesOf } from './answer.js'

const hashes = new WeakMap<PaintOutput, Promise<readonly string[]>>()

/** Perceptual hash of each picture of an answer, made once: what receipts keep of pictures. */
export function hashesOf({ output }: Pick<PaintAnswer, 'output'>): Promise<readonly string[]> {
  const known = hashes.get(output)
  if (known) return known
  const hashing = picturesOf(output).then((pictures) => (pictures ?? []).map(perceptualHash))
  hashes.set(output, hashing)
  return hashing
}

/** Distance of the two pictures of two answers that are most alike, as a share of the bits. */
export function hashDistanceOf(one: readonly string[], other: readonly string[]): number {
  const distances = one.flatMap((hash) => other.map((near) => hashDistance(hash, near)))
  return Math.min(64, ...distances) / 64
}
