import { decodePng, encodePng, type Picture, parseScene } from '@subnetkit/vision'
import type { BytesSource } from 'subnetkit'
import { type AgentOf, defineAgent } from 'subnetkit/lab'
import type { PaintInput } from '../generation/answer.js'
import { placesOf, renderScene } from '../generation/render.js'
import { renderScene as renderText } from '../recognition/render.js'
import { drawScene as drawTextScene } from '../recognition/scene.js'
import type { createImageSubnet } from '../subnet.js'
import { careOf, paint, type Sent, stated } from './paint.js'
import { side } from './painter.js'
import { reading } from './read.js'

type ImageAgent = AgentOf<ReturnType<typeof createImageSubnet>>
type Call = Parameters<ImageAgent['answer']>[0]

/** Skill of the honest miners that cheats are compared with. */
const strong = 0.9
/** Work of one seed of eight steps for each picture, where a strong miner tries up to four. */
const oneSeed = 0.4

/** Defines a cheat that reads as a strong miner does, and paints in a way of its own. */
const paintingCheat = (options: {
  readonly name: string
  readonly about: string
  /** @default 'cheat' */
  readonly intent?: 'honest'
  /** Share of the work of painting. */
  readonly work: number
  readonly paint: (input: PaintInput, call: Call) => Sent | null | Promise<Sent | null>
}): ImageAgent =>
  defineAgent<ReturnType<typeof createImageSubnet>>({
    ...{ name: options.name, about: `reads honestly; ${options.about}`, intent: options.intent ?? 'cheat' },
    async answer(call) {
      const { synapse, input } = call.question
      if (synapse === 'read') return { output: await call.solve(strong) }
      const output = await options.paint(input, call)
      return output && { output, work: options.work }
    },
  })

const drawing = ({ prompt }: PaintInput): Picture => {
  const scene = parseScene(prompt)
  return renderScene(scene, placesOf(scene), side)
}

const drawer = paintingCheat({
  ...{ name: 'drawer', about: 'draws scenes by a program and states the model', work: 0.01 },
  paint: (input) => stated(input, () => drawing(input)),
})

const ownModel = paintingCheat({
  ...{
    name: 'own-model',
    about: 'draws scenes by a program that it states as a model of its own',
    work: 0.01,
  },
  paint: (input) => ({ ...stated(input, () => drawing(input)), modelId: 'large' }),
})

const blanker = paintingCheat({
  ...{ name: 'blanker', about: 'sends one empty picture for all prompts', work: 0 },
  paint: (input) => stated(input, () => ({ width: 32, height: 32, data: new Uint8Array(3_072) })),
})

const captioner = paintingCheat({
  ...{ name: 'captioner', about: 'writes the prompt into the picture', work: 0.01 },
  paint: (input, { random }) => {
    const scene = drawTextScene(random, { level: 0, photo: false })
    const picture = renderText({ ...scene, text: input.prompt, size: 12, tilt: 0 })
    return stated(input, () => picture)
  },
})

const halfPainter = paintingCheat({
  ...{ name: 'half-painter', about: 'paints one picture of two, and draws the other', work: oneSeed / 2 },
  async paint(input) {
    const { pictures, ...rest } = await paint(input, { steps: 8, tries: 1 })
    return {
      ...rest,
      pictures: pictures.map((one, at) => (at === 0 ? one : changed(one, () => drawing(input)))),
    }
  },
})

const twin = paintingCheat({
  ...{ name: 'twin', about: 'paints one picture and sends it for both seeds', work: oneSeed / 2 },
  async paint(input) {
    const { pictures, ...rest } = await paint({ ...input, pictures: 1 }, { steps: 8, tries: 1 })
    const [first] = pictures
    return {
      ...rest,
      pictures: Array.from({ length: input.pictures }, (_, at) => ({
        png: first!.png,
        seed: input.seed + at,
      })),
    }
  },
})

const stepLiar = paintingCheat({
  ...{ name: 'step-liar', about: 'paints in two steps and states eight', work: oneSeed / 4 },
  paint: async (input) => ({ ...(await paint(input, { steps: 2, tries: 1 })), steps: 8 }),
})

const retoucher = paintingCheat({
  ...{ name: 'retoucher', about: 'draws what is asked over a picture of one step', work: oneSeed / 8 },
  async paint(input) {
    const { pictures, ...rest } = await paint(input, { steps: 1, tries: 1 })
    return {
      ...rest,
      pictures: pictures.map((one) => changed(one, (picture) => mixed(picture, drawing(input)))),
    }
  },
})

const noisyCopier = paintingCheat({
  ...{ name: 'noisy-copier', about: "sends a rival's pictures with a little noise", work: 0.02 },
  async paint(input, { overheard, random }) {
    const rival = overheard.any.findLast((one) => 'pictures' in one)
    if (!rival || !('pictures' in rival)) return null
    const noise = random.int(1, 7)
    const pngs = await Promise.all(rival.pictures.map(({ png }) => contentOf(png)))
    const pictures = pngs.map((png, at) =>
      changed({ png, seed: input.seed + at }, (one) => spoilt(one, noise)),
    )
    return { ...rival, pictures }
  },
})

/** Does less of the work, and is paid for what it shows: no cheat. */
const hasty = paintingCheat({
  ...{
    name: 'hasty',
    about: 'paints one seed of eight steps for each picture, and looks at none',
    intent: 'honest',
    work: oneSeed,
  },
  paint: (input) => paint(input, { steps: 8, tries: 1 }),
})

const readerOnly = paintingCheat({
  ...{ name: 'reader-only', about: 'paints nothing', work: 0 },
  paint: () => null,
})

const painterOnly = defineAgent<ReturnType<typeof createImageSubnet>>({
  ...{ name: 'painter-only', about: 'paints honestly, and reads nothing' },
  answer: async ({ question, solve }) =>
    question.synapse === 'generate' ? { output: await solve(strong) } : null,
})

const easyReader = defineAgent<ReturnType<typeof createImageSubnet>>({
  ...{ name: 'easy-reader', about: 'works on all but pictures with heavy noise and noisy photographs' },
  answer: async ({ family, solve }) =>
    family === 'heavy-noise' || family === 'noisy-photo' ? null : { output: await solve(strong) },
})

/** Work of painting with a care, where that of a strong miner is 1: seeds that it tries on average, and their steps. */
const workOf = (care: number): number => {
  const { steps, tries } = careOf(care)
  return tries > 2 ? 1 : (tries === 2 ? 1.63 : 1) * oneSeed * (steps / 8)
}

/** Programs read what public renderers have drawn; what validators paint again no program paints for less. */
const overfitter = defineAgent<ReturnType<typeof createImageSubnet>, 'care'>({
  ...{ name: 'overfitter', about: 'has a small reader of the public fonts, and paints honestly' },
  parameters: { care: { from: 0.1, to: strong, default: strong } },
  async answer({ question, solve, parameters: { care } }) {
    return question.synapse === 'read'
      ? { output: await solve(1), work: 0.05 }
      : { output: await solve(care), work: workOf(care) }
  },
})

const commonText = defineAgent<ReturnType<typeof createImageSubnet>>({
  ...{ name: 'common-text', about: 'paints honestly; reads one text of frequent letters in all pictures' },
  answer: async ({ question, solve }) =>
    question.synapse === 'read'
      ? { output: reading('eatonris eatonris 12345', 0), work: 0 }
      : { output: await solve(strong) },
})

/** Cheats of pictures; `src/lab.ts` plays them beside the usual ones. */
export const imageCheats: readonly ImageAgent[] = [
  ...[drawer, ownModel, blanker, captioner, halfPainter, twin, stepLiar, retoucher, noisyCopier],
  ...[hasty, readerOnly, painterOnly, easyReader, commonText, overfitter],
]

type One = Sent['pictures'][number]

const changed = ({ png, seed }: One, change: (picture: Picture) => Picture): One => ({
  ...{ seed, png: encodePng(change(decodePng(png))) },
})

const contentOf = async (png: BytesSource): Promise<Uint8Array> =>
  new Uint8Array(png instanceof Uint8Array || png instanceof ArrayBuffer ? png : await png.arrayBuffer())

const mixed = ({ width, height, data }: Picture, other: Picture): Picture => ({
  ...{ width, height, data: data.map((value, at) => Math.round((value + 3 * other.data[at]!) / 4)) },
})

const spoilt = ({ width, height, data }: Picture, noise: number): Picture => ({
  ...{ width, height, data: data.map((value, at) => Math.min(255, value + ((at * noise) % 3))) },
})
