import { encodePng, type Painter, type Picture, paintBest, parseScene } from '@subnetkit/vision'
import { asSent, type PaintInput, seedWindow } from './answer.js'
import { look } from './look.js'
import { attributes, compare } from './scene.js'

export interface PaintMinerOptions {
  /** The model that paints. */
  readonly painter: Painter
  /** Steps of each picture. @default 8 */
  readonly steps?: number | undefined
  /** Seeds that are tried for each picture; the one whose picture shows most of the prompt is sent. @default 4 */
  readonly tries?: number | undefined
}

/** Makes a handler that paints what it is asked for, looks at it as validators do, and sends the best. */
export function createPaintHandler({ painter, steps = 8, tries = 4 }: PaintMinerOptions) {
  return async ({ input, signal }: { readonly input: PaintInput; readonly signal?: AbortSignal }) => {
    const scene = parseScene(input.prompt)
    const score = (picture: Picture) => Object.values(compare(look(picture), scene)).filter(Boolean).length
    const seedsOfEach = Math.floor(seedWindow / input.pictures)
    const pictures: { png: Uint8Array; seed: number }[] = []
    for (let number = 0; number < input.pictures; number += 1) {
      const seed = input.seed + number * seedsOfEach
      const painted = await paintBest(
        painter,
        { prompt: input.prompt, seed, steps, signal },
        { of: Math.min(tries, seedsOfEach), score, enough: attributes.length },
      )
      pictures.push({ png: encodePng(asSent(painted.picture)), seed: painted.seed })
    }
    return { pictures, steps, modelId: painter.modelId }
  }
}
