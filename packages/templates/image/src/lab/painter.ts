import { createHash } from 'node:crypto'
import {
  type FlowRelation,
  type FlowScene,
  flowBackgrounds,
  flowColours,
  flowPalette,
  flowShapes,
  type Painter,
  type Picture,
  parseScene,
} from '@subnetkit/vision'
import { createRandom, type Random } from 'subnetkit'
import { placesOf, renderScene } from '../generation/render.js'
import { type Attribute, attributes } from '../generation/scene.js'

/** Attributes of the scene that a picture has right. */
type Outcome = Readonly<Record<Attribute, boolean>>

/** Painter of the lab, which knows what its pictures show before it draws them. */
export interface LabPainter extends Painter {
  /** Number of attributes that the picture of a seed has right: what a look at it finds. */
  rightOf(options: { readonly prompt: string; readonly seed: number; readonly steps: number }): number
}

/** Chances that the flow model has an attribute right, by its steps: measured on 50 prompts with one seed each. */
const chances: readonly (readonly [steps: number, chance: Readonly<Record<Attribute, number>>])[] = [
  [8, { colours: 0.98, shapes: 0.82, count: 0.98, position: 0.46 }],
  [4, { colours: 0.98, shapes: 0.78, count: 0.98, position: 0.46 }],
  [3, { colours: 0.96, shapes: 0.7, count: 0.98, position: 0.44 }],
  [2, { colours: 0.94, shapes: 0.54, count: 0.96, position: 0.42 }],
  [1, { colours: 0.56, shapes: 0.04, count: 0.5, position: 0.22 }],
]

/** Pixels of a side: as few as a look can tell shapes by, where the flow model paints 32. */
export const side = 20

/** Pictures that are kept: a validator paints again what a miner has just painted. */
const mostKept = 2_048

/**
 * A painter that draws by program, and errs as often as the flow model does, in a hundredth of its time. Seeds and steps decide its
 * pictures as they decide those of a model, so that validators can paint them again.
 */
export function createLabPainter(): LabPainter {
  const kept = new Map<string, Picture>()
  return {
    modelId: 'lab',
    rightOf(options) {
      const { outcome } = plan(options)
      return attributes.filter((attribute) => outcome[attribute]).length
    },
    async paint({ prompt, seed, steps }) {
      const key = `${prompt} ${seed} ${steps}`
      const known = kept.get(key) ?? drawn(plan({ prompt, seed, steps }))
      kept.set(key, known)
      for (const old of kept.keys()) {
        if (kept.size <= mostKept) break
        kept.delete(old)
      }
      return { picture: known, seed }
    },
  }
}

interface Plan {
  readonly scene: FlowScene
  readonly outcome: Outcome
  readonly random: Random
}

function plan({ prompt, seed, steps }: { readonly prompt: string; seed: number; steps: number }): Plan {
  const random = createRandom(createHash('sha256').update(`${prompt} ${seed}`).digest())
  const [, chance] = chances.find(([from]) => steps >= from) ?? chances.at(-1)!
  // The same numbers for all steps: what is right after two is mostly right after eight.
  const outcome = Object.fromEntries(attributes.map((one) => [one, random.next() < chance[one]]))
  return { scene: parseScene(prompt), outcome: outcome as unknown as Outcome, random }
}

const opposite: Readonly<Record<FlowRelation, FlowRelation>> = {
  ...{ 'left of': 'right of', 'right of': 'left of', above: 'below', below: 'above' },
}

/** A picture that has right what its plan says. */
function drawn({ scene, outcome, random }: Plan): Picture {
  const { first, second, background, relation } = scene
  const other = <T>(all: readonly T[], not: readonly T[]) =>
    random.pick(all.filter((one) => !not.includes(one)))
  const shown: FlowScene = {
    first: outcome.shapes ? first : { ...first, shape: other(flowShapes, [first.shape]) },
    second,
    background: outcome.colours ? background : other(flowBackgrounds, [background]),
    relation: outcome.position ? relation : opposite[relation],
  }
  const spread = Array.from({ length: 8 }, () => random.next())
  const picture = renderScene(shown, placesOf(shown, spread), side)
  return outcome.count ? picture : withThird(picture, other(flowColours, [first.colour, second.colour]))
}

/** The picture with a third thing in its corner. */
function withThird({ width, height, data }: Picture, colour: (typeof flowColours)[number]): Picture {
  const changed = Uint8Array.from(data)
  for (let y = 1; y < 6; y += 1) {
    for (let x = 1; x < 6; x += 1) changed.set(flowPalette[colour], 3 * (y * width + x))
  }
  return { width, height, data: changed }
}
