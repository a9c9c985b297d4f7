import { encodePng, type Picture } from '@subnetkit/vision'
import { asSent, type PaintInput, seedWindow } from '../generation/answer.js'
import { attributes } from '../generation/scene.js'
import { createLabPainter } from './painter.js'

/** Painter of the lab: that of its miners, and of its validators. */
export const painter = createLabPainter()

/** Pictures as a miner sends them. */
export interface Sent {
  readonly pictures: { png: Uint8Array; seed: number }[]
  readonly steps: number
  readonly modelId: string
}

/** Care of a painter: steps of each picture, and seeds that it tries for one. */
export interface Care {
  readonly steps: number
  readonly tries: number
}

/** Care of a miner by its skill: the sample miner has 0.9, one that paints a single seed of three steps 0.6. */
export function careOf(skill: number): Care {
  if (skill >= 1) return { steps: 8, tries: 32 }
  if (skill >= 0.9) return { steps: 8, tries: 4 }
  if (skill >= 0.75) return { steps: 8, tries: 2 }
  return skill >= 0.6 ? { steps: 3, tries: 1 } : { steps: 1, tries: 1 }
}

/** Paints what it is asked for, and sends the seeds whose pictures show most of the prompt. */
export async function paint({ prompt, seed, pictures }: PaintInput, { steps, tries }: Care): Promise<Sent> {
  const seedsOfEach = Math.floor(seedWindow / pictures)
  const painted = Array.from({ length: pictures }, async (_, number) => {
    const best = bestSeed(prompt, { from: seed + number * seedsOfEach, steps, tries })
    const { picture } = await painter.paint({ prompt, seed: best, steps })
    return { png: encodePng(asSent(picture)), seed: best }
  })
  return { pictures: await Promise.all(painted), steps, modelId: painter.modelId }
}

/** Pictures that no model has painted, stated as if one had. */
export const stated = ({ seed, pictures }: PaintInput, pictureOf: (at: number) => Picture): Sent => ({
  pictures: Array.from({ length: pictures }, (_, at) => ({
    png: encodePng(pictureOf(at)),
    seed: seed + at,
  })),
  ...{ steps: 8, modelId: painter.modelId },
})

function bestSeed(prompt: string, { from, steps, tries }: Care & { readonly from: number }): number {
  let [best, most] = [from, -1]
  for (let seed = from; seed < from + tries && most < attributes.length; seed += 1) {
    const right = painter.rightOf({ prompt, seed, steps })
    if (right > most) [best, most] = [seed, right]
  }
  return best
}
