import { createImageMiner } from '@subnetkit/subnet-image/miner'
import type { GenerateInput, ImageProtocol, ReadInput } from '@subnetkit/subnet-image/protocol'
import {
  decodePng,
  encodePng,
  type FlowPainter,
  type Picture,
  parseScene,
  shrinkPicture,
  type TextReader,
} from '@subnetkit/vision'
import type { Handlers } from 'subnetkit'
import type { PaintOutput } from '../../../packages/subnet-image/src/generation/answer.js'
import { placesOf, renderScene } from '../../../packages/subnet-image/src/generation/render.js'

/** Models that miners run. */
export interface Models {
  readonly painter: FlowPainter
  readonly reader: TextReader
  readonly weakReader: TextReader
}

/** A miner of the image subnet, called as its server calls it. */
export interface CardMiner {
  read(request: { readonly input: ReadInput }): ReturnType<Handlers<ImageProtocol>['read']>
  generate(request: { readonly input: GenerateInput }): Promise<Sent>
}
/** Pictures as a handler returns them. */
interface Sent extends Omit<PaintOutput, 'pictures'> {
  readonly pictures: readonly { readonly png: Uint8Array; readonly seed: number }[]
}

/** `work` is done honestly, by more or less of it; `cheat` is paid for work that was not done, if it is paid. */
export interface CardRole {
  readonly name: string
  readonly kind: 'work' | 'cheat'
  readonly miner: CardMiner
}

const side = 32
const nothing = { text: '', confidence: 0, modelId: 'none' }

/** Miners of the card: one that does all of the work, first, others that do less of it, and cheats. */
export function cardMiners({ painter, reader, weakReader }: Models): readonly CardRole[] {
  const { modelId } = painter
  const of = (options: Partial<Parameters<typeof createImageMiner>[0]> = {}) =>
    createImageMiner({ reader, painter, ...options }) as unknown as CardMiner
  const [honest, once, hasty] = [of(), of({ tries: 1 }), of({ steps: 1, tries: 1 })]
  const pictures = (input: GenerateInput, picture: (at: number) => Picture): Sent => ({
    pictures: Array.from({ length: input.pictures }, (_, at) => ({
      png: encodePng(picture(at)),
      seed: input.seed + at,
    })),
    ...{ steps: 8, modelId },
  })
  const blank = (input: GenerateInput) =>
    pictures(input, () => ({ width: side, height: side, data: new Uint8Array(side * side * 3) }))
  /** Paints, and changes what it has painted. */
  const changing =
    (miner: CardMiner, change: (sent: Sent, input: GenerateInput) => Sent): CardMiner['generate'] =>
    async ({ input }) =>
      change(await miner.generate({ input }), input)
  const paintsOnly = (generate: CardMiner['generate']): CardMiner => ({ read: () => nothing, generate })
  const readsOnly = (read: CardMiner['read']): CardMiner => ({
    read,
    generate: async ({ input }) => blank(input),
  })
  let asked = 0
  let painted: Sent | undefined
  const rival: { text: Awaited<ReturnType<CardMiner['read']>> | undefined; sent: Sent | undefined } = {
    ...{ text: undefined, sent: undefined },
  }
  const work: Record<string, CardMiner> = {
    'PP-OCRv4, best of four seeds': honest,
    'PP-OCRv4, one seed': once,
    'PP-OCRv4, one seed of four steps': of({ steps: 4, tries: 1 }),
    'Tesseract, one seed of three steps': of({
      ...{ reader: weakReader, confidenceExponent: 5, steps: 3, tries: 1 },
    }),
    'PP-OCRv4 on pictures of half the size, best of eight seeds of three steps': of({
      ...{ reader: halving(reader), steps: 3, tries: 8 },
    }),
    'PP-OCRv4, one confidence for all': {
      ...honest,
      read: async (request) => ({ ...(await honest.read(request)), confidence: 0.7 }),
    },
    'only reads': readsOnly(honest.read),
    'only paints': paintsOnly(honest.generate),
    'paints in one step, reads nothing': paintsOnly(hasty.generate),
    'reads one picture in six': readsOnly((request) => (asked++ % 6 === 0 ? honest.read(request) : nothing)),
  }
  const cheats: Record<string, CardMiner> = {
    'draws by a program, as the model': paintsOnly(async ({ input }) => pictures(input, drawn(input))),
    'draws by a program, as a model of its own': paintsOnly(async ({ input }) => ({
      ...pictures(input, drawn(input)),
      modelId: 'large',
    })),
    'paints one picture, draws the other': paintsOnly(
      changing(once, (sent, input) => ({
        ...sent,
        pictures: [sent.pictures[0]!, pictures(input, drawn(input)).pictures[1]!],
      })),
    ),
    'draws over what one step has painted': paintsOnly(
      changing(hasty, (sent, input) => mapPictures(sent, (picture, at) => mixed(picture, drawn(input)(at)))),
    ),
    'repaints a picture with a little noise': paintsOnly(changing(once, (sent) => mapPictures(sent, noisy))),
    'sends one picture for both seeds': paintsOnly(
      changing(once, (sent) => ({
        ...sent,
        pictures: sent.pictures.map(({ seed }) => ({ seed, png: sent.pictures[0]!.png })),
      })),
    ),
    'sends pictures that it has painted before': paintsOnly(async ({ input }) => {
      painted ??= await honest.generate({ input })
      const { pictures: before, ...rest } = painted
      return { ...rest, pictures: before.map(({ png }, at) => ({ png, seed: input.seed + at })) }
    }),
    'paints in two steps, states eight': paintsOnly(
      changing(of({ steps: 2, tries: 1 }), (sent) => ({ ...sent, steps: 8 })),
    ),
    'paints one picture, mirrors it for the other seed': paintsOnly(
      changing(once, (sent) => ({
        ...sent,
        pictures: sent.pictures.map(({ png, seed }, at) => ({
          ...{ seed, png: at === 0 ? png : encodePng(mirrored(decodePng(sent.pictures[0]!.png))) },
        })),
      })),
    ),
    'paints in eight steps, states 32': paintsOnly(changing(once, (sent) => ({ ...sent, steps: 32 }))),
    'copies the answers of a rival': {
      async read(request) {
        const copied = rival.text ?? nothing
        rival.text = await honest.read(request)
        return copied
      },
      async generate({ input }) {
        const copied = rival.sent ?? blank(input)
        rival.sent = await honest.generate({ input })
        return copied
      },
    },
    'reads nothing, and is not sure of it': readsOnly(() => nothing),
    'one text for all, and is not sure of it': readsOnly(() => ({ ...nothing, text: 'Stone 12345 Canal' })),
    'frequent letters, as many as the picture is wide': readsOnly(async ({ input }) => {
      const { width } = decodePng(await input.image.bytes())
      const text = 'aeorti nlsce 1234 dupm'.repeat(3).slice(0, Math.round(width / 16))
      return { ...nothing, text }
    }),
  }
  const roles = (kind: CardRole['kind'], miners: Record<string, CardMiner>) =>
    Object.entries(miners).map(([name, miner]) => ({ name, kind, miner }))
  return [...roles('work', work), ...roles('cheat', cheats)]
}

/** Reads pictures at half their size: less to read, and less noise. */
const halving = (reader: TextReader): TextReader => ({
  ...reader,
  read: (picture, signal) =>
    reader.read(shrinkPicture(picture, Math.round(Math.max(picture.width, picture.height) / 2)), signal),
})

/** The picture with left and right exchanged. */
function mirrored({ width, height, data }: Picture): Picture {
  const from = (at: number) => {
    const [pixel, channel] = [Math.floor(at / 3), at % 3]
    return (pixel - 2 * (pixel % width) + width - 1) * 3 + channel
  }
  return { width, height, data: data.map((_, at) => data[from(at)]!) }
}

/** Pictures of the prompt that a program draws, each in other places. */
const drawn = ({ prompt, pictures }: GenerateInput) => {
  const scene = parseScene(prompt)
  return (at: number) => renderScene(scene, placesOf(scene, new Array(8).fill(at / pictures)))
}

function mapPictures(sent: Sent, change: (picture: Picture, at: number) => Picture): Sent {
  return {
    ...sent,
    pictures: sent.pictures.map(({ png, seed }, at) => ({
      ...{ seed, png: encodePng(change(decodePng(png), at)) },
    })),
  }
}

/** The picture, with the five pixels changed that differ most from the other one: as many as rounding may change. */
function mixed(picture: Picture, other: Picture): Picture {
  const data = picture.data.slice()
  const away = (pixel: number) =>
    [0, 1, 2].reduce((sum, at) => sum + Math.abs(data[pixel * 3 + at]! - other.data[pixel * 3 + at]!), 0)
  const pixels = Array.from({ length: data.length / 3 }, (_, pixel) => pixel).sort(
    (a, b) => away(b) - away(a),
  )
  for (const pixel of pixels.slice(0, 5)) data.set(other.data.subarray(pixel * 3, pixel * 3 + 3), pixel * 3)
  return { ...picture, data }
}

/** The picture, with every second byte two grey levels off. */
const noisy = (picture: Picture): Picture => ({
  ...picture,
  data: picture.data.map((value, at) => (at % 2 === 0 ? Math.abs(value - 2) : value)),
})
