import { hashDistance } from '@subnetkit/vision'
import { type PaintAnswer, type PaintOutput, picturesOf } from './answer.js'
import { hashesOf } from './duplicates.js'
import { look, type View } from './look.js'
import { type Attribute, attributes, compare } from './scene.js'

const views = new WeakMap<PaintOutput, Promise<readonly View[]>>()

/** A look at each picture of an answer, taken once. */
function viewsOf(output: PaintOutput): Promise<readonly View[]> {
  const known = views.get(output)
  if (known) return known
  const looking = picturesOf(output).then((pictures) => (pictures ?? []).map(look))
  views.set(output, looking)
  return looking
}

/** Share of the pictures that have an attribute right; `all` means every attribute at once. */
export async function share(
  attribute: Attribute | 'all',
  { input, output, truth }: PaintAnswer,
): Promise<number> {
  const seen = await viewsOf(output)
  const right = seen
    .map((view) => compare(view, truth.scene))
    .filter((found) => (attribute === 'all' ? attributes : [attribute]).every((one) => found[one]))
  return Math.min(1, right.length / input.pictures)
}

/** Distance of perceptual hashes, in bits, from which two pictures are different ones. */
const different = 8

/** 1 for pictures that all differ, falling to 0 when two of them look the same. */
export async function diversity({ output }: Pick<PaintAnswer, 'output'>): Promise<number> {
  const hashes = await hashesOf({ output })
  const distances = hashes.flatMap((one, at) => hashes.slice(at + 1).map((other) => hashDistance(one, other)))
  return Math.min(1, ...distances.map((bits) => bits / different))
}
