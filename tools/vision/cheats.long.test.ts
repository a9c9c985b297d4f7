import { createImageSubnet } from '@subnetkit/subnet-image'
import { createFlowPainter, encodePng, type FlowPainter, type Painter, parseScene } from '@subnetkit/vision'
import { scoreAnswer } from 'subnetkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PaintInput } from '../../packages/subnet-image/src/generation/answer.js'
import { createPaintHandler } from '../../packages/subnet-image/src/generation/paint.js'
import { placesOf, renderScene } from '../../packages/subnet-image/src/generation/render.js'

type Output = Awaited<ReturnType<ReturnType<typeof createPaintHandler>>>
type Miner = (input: PaintInput) => Promise<Output>

const rounds = 3
let flow: FlowPainter
let steps = 0
/** The model, with a count of the steps that a miner pays for. */
let painter: Painter

beforeAll(async () => {
  flow = await createFlowPainter({ runtime: 'web' })
  painter = {
    modelId: flow.modelId,
    paint(options) {
      steps += options.steps
      return flow.paint(options)
    },
  }
})
afterAll(() => flow[Symbol.asyncDispose]())

const honest =
  (tries: number, each = 8): Miner =>
  (input) =>
    createPaintHandler({ painter, steps: each, tries })({ input })

/** Pictures that a program draws, as if the model had painted them. */
function drawn({ prompt, seed, pictures }: PaintInput): Output {
  const scene = parseScene(prompt)
  return {
    pictures: Array.from({ length: pictures }, (_, number) => ({
      png: encodePng(renderScene(scene, placesOf(scene, new Array(8).fill(number / pictures)))),
      seed: seed + number,
    })),
    steps: 8,
    modelId: flow.modelId,
  }
}

let first: Output | undefined

const cheats: Readonly<Record<string, Miner>> = {
  'draws by a program, of a model of its own': async (input) => ({ ...drawn(input), modelId: 'large' }),
  'paints one picture and draws the other': async (input) => {
    const { pictures, ...stated } = await honest(1)({ ...input, pictures: 1 })
    return { ...stated, pictures: [...pictures, drawn(input).pictures[1]!] }
  },
  'paints in 2 steps and states 8': async (input) => ({ ...(await honest(1, 2)(input)), steps: 8 }),
  'serves pictures that it painted before': async (input) => {
    first ??= await honest(4)(input)
    return {
      ...first,
      pictures: first.pictures.map(({ png }, number) => ({ png, seed: input.seed + number })),
    }
  },
}

/** Mean score of a miner, and the steps that it painted for each task. */
async function earnings(hotkey: string, miner: Miner) {
  const subnet = createImageSubnet({ read: false, painters: async () => [flow] })
  steps = 0
  const scores: number[] = []
  for (let number = 0; number < rounds; number += 1) {
    const round = { netuid: 1, mechanism: 0, number: number * 100, secret: new Uint8Array(32).fill(number) }
    for (const task of subnet.tasks.tasksFor(round, hotkey)) {
      if (task.synapse !== 'generate') continue
      const output = await miner(task.input as PaintInput)
      scores.push((await scoreAnswer(subnet, { task, output })).value)
    }
  }
  return {
    score: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    steps: steps / scores.length,
  }
}

describe('pictures', () => {
  test('earn more for better work: best of four before one, and one before two steps', async () => {
    const best = await earnings('best', honest(4))
    const one = await earnings('one', honest(1))
    const hasty = await earnings('hasty', honest(1, 1))
    expect(best.score).toBeGreaterThan(0.85)
    expect(best.score).toBeGreaterThan(one.score)
    expect(one.score).toBeGreaterThan(hasty.score)
    // Weights are the third power of scores: cutting corners must not pay per step either.
    const perStep = ({ score, steps: painted }: typeof best) => score ** 3 / painted
    expect(Math.min(perStep(best), perStep(one))).toBeGreaterThan(perStep(hasty))
  })

  test.each(Object.entries(cheats))('earn nothing for a miner that %s', async (name, miner) => {
    const { score } = await earnings(name, miner)
    expect(score).toBeLessThanOrEqual(0.01)
  })
})
