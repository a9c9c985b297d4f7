import {
  createFlowPainter,
  encodePng,
  type FlowPainter,
  type Painter,
  type Picture,
  parseScene,
} from '@subnetkit/vision'
import { createRandom, criterion, factor, gate, rubric, scoreAnswer, taskSource } from 'subnetkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAsAsked, type PaintInput, picturesOf, seedWindow } from './answer.js'
import { createPaintHandler } from './paint.js'
import { placesOf, renderScene } from './render.js'
import { createRerun } from './rerun.js'
import { diversity, share } from './score.js'
import { generate } from './synapse.js'
import { drawPrompt } from './tasks.js'

const steps = 1
let painter: FlowPainter
beforeAll(async () => {
  painter = await createFlowPainter({ runtime: 'web' })
})
afterAll(() => painter[Symbol.asyncDispose]())

/** A subnet that pays for pictures alone, and models that its validator has. */
function paintingSubnet(painters: () => Promise<readonly Painter[]> = async () => [painter]) {
  const protocol = { generate }
  const tasks = taskSource({
    protocol,
    families: [{ name: 'scene', synapse: 'generate', tasksPerMiner: 1, draw: drawPrompt }] as const,
  })
  const scoring = rubric(tasks, {
    gates: [
      gate('as asked', isAsAsked),
      gate('readable', async ({ output }) => (await picturesOf(output)) !== null),
      gate('honest', createRerun({ painters }).check),
    ],
    criteria: [
      criterion('colours', 1, (answer) => share('colours', answer)),
      criterion('shapes', 1, (answer) => share('shapes', answer)),
      criterion('count', 1, (answer) => share('count', answer)),
      criterion('position', 1, (answer) => share('position', answer)),
      criterion('all', 1, (answer) => share('all', answer)),
    ],
    factors: [factor('diverse', diversity)],
  })
  const subnet = { protocol, tasks, rubric: scoring }
  const { input, truth } = drawPrompt(createRandom(new TextEncoder().encode('task')))
  const task = { id: 'one', family: 'scene', synapse: 'generate', input, truth } as const
  return { input, truth, score: (output: Output) => scoreAnswer(subnet, { task, output }) }
}

type Output = Awaited<ReturnType<ReturnType<typeof createPaintHandler>>>

/** An answer of pictures that a program drew: right, but painted by no model. */
function drawn(
  input: PaintInput,
  modelId: string,
  picture = (number: number) => rendered(input, number),
): Output {
  const pictures = Array.from({ length: input.pictures }, (_, number) => ({
    png: encodePng(picture(number)),
    seed: input.seed + number,
  }))
  return { pictures, steps, modelId }
}

function rendered({ prompt }: PaintInput, number: number): Picture {
  const scene = parseScene(prompt)
  return renderScene(scene, placesOf(scene, new Array(8).fill(number)))
}

describe('the score of pictures', () => {
  test('pays an honest miner for what its pictures show', async () => {
    const { input, score } = paintingSubnet()
    const output = await createPaintHandler({ painter, steps: 3, tries: 1 })({ input })
    const { failedGate, criteria, value } = await score(output)
    expect(failedGate).toBeNull()
    expect(criteria.map(({ name }) => name)).toEqual(['colours', 'shapes', 'count', 'position', 'all'])
    expect(value).toBeGreaterThan(0)
    // The same answer has the same score, to the bit.
    expect(await paintingSubnet().score(output)).toEqual(await score(output))
  })

  test.each<[string, string, (honest: Output, input: PaintInput) => Output]>([
    ['drawn by a program', 'honest', ({ modelId }, input) => drawn(input, modelId)],
    [
      'of another seed',
      'honest',
      (honest) => ({
        ...honest,
        pictures: honest.pictures.map(({ png, seed }) => ({ png, seed: seed + 1 })),
      }),
    ],
    ['of fewer steps', 'honest', (honest) => ({ ...honest, steps: steps + 1 })],
    ['of a model that validators do not have', 'honest', (honest) => ({ ...honest, modelId: 'large' })],
    [
      'of one seed',
      'as asked',
      (honest) => ({ ...honest, pictures: honest.pictures.map(() => honest.pictures[0]!) }),
    ],
    [
      'of a seed beyond the window',
      'as asked',
      (honest, { seed }) => ({
        ...honest,
        pictures: [honest.pictures[0]!, { ...honest.pictures[1]!, seed: seed + seedWindow }],
      }),
    ],
    ['too few', 'as asked', (honest) => ({ ...honest, pictures: honest.pictures.slice(0, 1) })],
    [
      'that are JPEG files',
      'readable',
      (honest) => ({
        ...honest,
        pictures: honest.pictures.map(({ seed }) => ({ seed, png: Uint8Array.of(0xff, 0xd8, 0xff) })),
      }),
    ],
    [
      'that are too large',
      'readable',
      (honest, input) =>
        drawn(input, honest.modelId, () => ({
          width: 513,
          height: 512,
          data: new Uint8Array(513 * 512 * 3),
        })),
    ],
  ])('is 0 for pictures %s', async (_, failedGate, change) => {
    const { input, score } = paintingSubnet()
    const honest = await createPaintHandler({ painter, steps, tries: 1 })({ input })
    await expect(score(change(honest, input))).resolves.toMatchObject({
      value: 0,
      failedGate,
    })
  })

  test('is 1 for different pictures that show everything', async () => {
    const { input, truth } = paintingSubnet()
    const pictures = [0, 1].map((number) => rendered(input, number))
    const output = asReceived(pictures)
    for (const attribute of ['colours', 'shapes', 'count', 'position', 'all'] as const) {
      expect(await share(attribute, { input, output, truth })).toBe(1)
    }
    expect(await diversity({ output })).toBe(1)
  })

  test('grows with each picture that is right, and is 0 without diversity', async () => {
    const { input, truth } = paintingSubnet()
    const right = rendered(input, 0)
    const blank = { ...right, data: new Uint8Array(right.data.length) }
    const shares = [
      [blank, blank],
      [right, blank],
      [right, right],
    ].map((pictures) => share('all', { input, output: asReceived(pictures), truth }))
    expect(await Promise.all(shares)).toEqual([0, 0.5, 1])
    expect(await diversity({ output: asReceived([right, right]) })).toBe(0)
    expect(await diversity({ output: asReceived([right]) })).toBe(1)
  })
})

describe('properties of the parts', () => {
  const random = createRandom(new TextEncoder().encode('properties'))
  const { input, truth } = paintingSubnet()

  /** Noise, a scene of another prompt, the right scene, or one colour. */
  function anyPicture(): Picture {
    const side = random.int(1, 40)
    const noise = {
      width: side,
      height: side,
      data: Uint8Array.from({ length: side * side * 3 }, () => random.int(0, 255)),
    }
    const other = drawPrompt(random).truth.scene
    return random.pick([
      noise,
      renderScene(other, placesOf(other)),
      rendered(input, random.next()),
      { ...noise, data: noise.data.fill(7) },
    ])
  }

  test('are numbers from 0 to 1, whatever the pictures, in any order', async () => {
    for (let run = 0; run < 25; run += 1) {
      const pictures = Array.from({ length: random.int(1, 4) }, anyPicture)
      const asked = { ...input, pictures: pictures.length }
      const [output, turned] = [asReceived(pictures), asReceived(pictures.toReversed())]
      const shares = await Promise.all(
        (['colours', 'shapes', 'count', 'position', 'all'] as const).map(async (attribute) => {
          const value = await share(attribute, { input: asked, output, truth })
          expect(await share(attribute, { input: asked, output: turned, truth })).toBe(value)
          return value
        }),
      )
      const diverse = await diversity({ output })
      expect(await diversity({ output: turned })).toBe(diverse)
      for (const value of [...shares, diverse]) expect(value).toBeGreaterThanOrEqual(0)
      for (const value of [...shares, diverse]) expect(value).toBeLessThanOrEqual(1)
      // All at once are no more than each for itself.
      expect(shares.at(-1)).toBeLessThanOrEqual(Math.min(...shares))
    }
  })
})

/** Output as the rubric receives it. */
function asReceived(pictures: readonly Picture[]) {
  const parts = pictures.map((picture, seed) => ({ png: encodePng(picture), seed }))
  return generate.output.parse({ pictures: parts, steps, modelId: 'any' }) as Parameters<
    typeof diversity
  >[0]['output']
}

describe('the handler of a painter', () => {
  test('paints each picture from a part of the window of its own', async () => {
    const seeds: number[] = []
    const blank: Painter = {
      modelId: 'blank',
      async paint({ seed }) {
        seeds.push(seed)
        return { seed, picture: { width: 8, height: 8, data: new Uint8Array(192) } }
      },
    }
    const { input } = paintingSubnet()
    const output = await createPaintHandler({ painter: blank, tries: 3 })({
      input: { ...input, seed: 100, pictures: 2 },
    })
    expect(seeds).toEqual([100, 101, 102, 132, 133, 134])
    expect(output.pictures.map(({ seed }) => seed)).toEqual([100, 132])
  })
})
