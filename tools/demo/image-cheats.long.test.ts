import { createHash } from 'node:crypto'
import { createImageSubnet } from '@subnetkit/subnet-image'
import { createImageMiner } from '@subnetkit/subnet-image/miner'
import type {
  GenerateInput,
  GenerateOutput,
  ImageProtocol,
  ReadInput,
} from '@subnetkit/subnet-image/protocol'
import {
  createFlowPainter,
  createPpOcrReader,
  encodePng,
  type FlowPainter,
  flowPalette,
  type Picture,
  parseScene,
  type TextReader,
} from '@subnetkit/vision'
import { type Handlers, scoreAnswer } from 'subnetkit'
import { afterAll, beforeAll, expect, it } from 'vitest'

const rounds = 3
let painter: FlowPainter
let reader: TextReader

beforeAll(async () => {
  ;[painter, reader] = await Promise.all([createFlowPainter({ runtime: 'web' }), createPpOcrReader()])
})
afterAll(async () => {
  await painter[Symbol.asyncDispose]()
  await reader[Symbol.asyncDispose]()
})

type Miner = {
  read(request: { input: ReadInput }): ReturnType<Handlers<ImageProtocol>['read']>
  generate(request: { input: GenerateInput }): ReturnType<Handlers<ImageProtocol>['generate']>
}

const nothing = { text: '', confidence: 0, modelId: 'none' }

/** Miners by name, the honest one first. */
function population(): Readonly<Record<string, Miner>> {
  const honest = createImageMiner({ reader, painter })
  const hasty = createImageMiner({ reader, painter, steps: 1, tries: 1 })
  const refuse = ({ input }: { input: GenerateInput }) => stated(input, () => blank)
  let easy = 0
  return {
    honest,
    // Draws what the prompt says, without a model.
    program: { read: () => nothing, generate: ({ input }) => stated(input, (at) => drawn(input.prompt, at)) },
    // Sends one picture for two seeds.
    twin: {
      read: () => nothing,
      async generate(request) {
        const { pictures, ...rest } = await hasty.generate(request)
        return { ...rest, pictures: pictures.map(({ seed }) => ({ seed, png: pictures[0]!.png })) }
      },
    },
    // Paints in one step, and reads nothing.
    'one step': { read: () => nothing, generate: hasty.generate },
    // Reads a sixth of the pictures only.
    lazy: {
      generate: refuse,
      read: (request) => (easy++ % 6 === 0 ? honest.read(request) : nothing),
    },
    // Knows how long a text is, and which letters are frequent.
    alphabet: {
      generate: refuse,
      read: async ({ input }) => ({
        ...nothing,
        text: 'aeorti nlsce 1234 dupm'.repeat(3).slice(0, (await input.image.bytes()).length / 3_000),
      }),
    },
  }
}

const side = 32
const blank: Picture = { width: side, height: side, data: new Uint8Array(side * side * 3) }

function stated(input: GenerateInput, picture: (number: number) => Picture): GenerateOutput {
  const pictures = Array.from({ length: input.pictures }, (_, at) => ({
    png: encodePng(picture(at)),
    seed: input.seed + at,
  }))
  return { pictures, steps: 8, modelId: painter.modelId } as unknown as GenerateOutput
}

/** Two squares of the right colours, one beside or below the other. */
function drawn(prompt: string, moved: number): Picture {
  const { first, second, relation, background } = parseScene(prompt)
  const isBeside = relation === 'left of' || relation === 'right of'
  const [near, far] = relation === 'left of' || relation === 'above' ? [first, second] : [second, first]
  const data = new Uint8Array(side * side * 3)
  for (let pixel = 0; pixel < side * side; pixel++) {
    const [x, y] = [pixel % side, Math.floor(pixel / side)]
    const [along, aside] = isBeside ? [x, y] : [y, x]
    const isInside = Math.abs(aside - 16 - moved) < 5 && along % 16 > 3 && along % 16 < 13
    data.set(flowPalette[isInside ? (along < 16 ? near.colour : far.colour) : background], pixel * 3)
  }
  return { width: side, height: side, data }
}

it('no miner without the work earns a hundredth, and no shortcut earns more for its work than honesty', async () => {
  const subnet = createImageSubnet({ painters: async () => [painter] })
  const means = new Map<string, { score: number; ms: number }>()
  for (const [name, miner] of Object.entries(population())) {
    const found = { score: 0, ms: 0 }
    for (let number = 0; number < rounds; number++) {
      const secret = createHash('sha256').update(`cheats ${number}`).digest()
      const tasks = subnet.tasks.tasksFor({ netuid: 1, mechanism: 0, number, secret }, name)
      for (const task of tasks) {
        const input = await subnet.protocol[task.synapse].input.parseAsync(task.input)
        const begun = process.cpuUsage()
        const output = await miner[task.synapse]({ input } as never)
        const { user, system } = process.cpuUsage(begun)
        found.ms += (user + system) / 1_000 / rounds
        const { value } = await scoreAnswer(subnet, { task, output, latencyMs: 100 } as never)
        found.score += value / tasks.length / rounds
      }
    }
    means.set(name, found)
  }
  const honest = means.get('honest')!
  expect(honest.score).toBeGreaterThan(0.75)
  for (const [name, { score, ms }] of means) {
    // Weights grow with the cube of the score.
    const share = score ** 3 / (score ** 3 + honest.score ** 3)
    process.stdout.write(
      `${name}: score ${score.toFixed(3)}, ${(100 * share).toFixed(2)} %, ${ms.toFixed(0)} ms CPU\n`,
    )
    if (name === 'honest') continue
    expect(share, name).toBeLessThanOrEqual(0.01)
    expect(score ** 3 / Math.max(1, ms), name).toBeLessThan(honest.score ** 3 / honest.ms)
  }
})
