import { createHash } from 'node:crypto'
import type { Subnet } from '@subnetkit/core'
import { createBuiltinGenerator } from '@subnetkit/models'
import { createImageSubnet } from '@subnetkit/subnet-image'
import { createImageMiner } from '@subnetkit/subnet-image/miner'
import { definePrediction } from '@subnetkit/subnet-prediction'
import { ensemble } from '@subnetkit/subnet-prediction/ensemble'
import type { Forecaster } from '@subnetkit/subnet-prediction/forecaster'
import { holtWinters } from '@subnetkit/subnet-prediction/holt-winters'
import { createMarketFeed } from '@subnetkit/subnet-prediction/market'
import { createForecastMiner } from '@subnetkit/subnet-prediction/miner'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import {
  createFlowPainter,
  createPpOcrReader,
  createTesseractReader,
  type TextReader,
} from '@subnetkit/vision'
import type { RealSubnet } from './real-rounds.js'
import { losing, steady, storage } from './storage-subnet.js'

/** By the name of `--subnet`. */
export const realSubnets = {
  ...{ text, image, prediction },
  storage: (seed) => storage(seed, steady),
  'storage-losses': (seed) => storage(seed, losing),
} as const satisfies Record<string, (seed: number) => Promise<RealSubnet>>

const nothing = async () => {}

async function text(): Promise<RealSubnet> {
  const generator = await createBuiltinGenerator()
  // Below 1.4 the model hardly errs: miners of equal strength have no order to agree on.
  const temperatures = [0, 1.6, 2]
  const programs = [
    { what: 'reader and planner', reader: true, planner: true },
    { what: 'planner', reader: false, planner: true },
    { what: 'reader', reader: true, planner: false },
    { what: 'model alone', reader: false, planner: false },
  ]
  const miners = programs.flatMap(({ what, ...program }) =>
    temperatures.map((temperature) => ({
      name: `${what}, temperature ${temperature}`,
      handlers: createTextMiner({ generator, temperature, ...program }),
    })),
  )
  return {
    ...{ miners, roundBlocks: 360, rounds: 10, [Symbol.asyncDispose]: nothing },
    subnetOf: () => textSubnet as unknown as Subnet,
    what: 'the built-in model at three temperatures, with both programs, one of them and none',
  }
}

/** Reads some pictures with one reader and the rest with another, by the picture's own bytes. */
function mixed(one: TextReader, other: TextReader, shareOfOne: number): TextReader {
  return {
    ...one,
    modelId: `${one.modelId} and ${other.modelId}`,
    read(picture, signal) {
      const draw = createHash('sha256').update(picture.data).digest().readUInt16BE() / 65_536
      return (draw < shareOfOne ? one : other).read(picture, signal)
    },
  }
}

/** A picture that one validator had no time to paint again would count for one of them only. In ms. */
const patient = { waitMs: 600_000, paintMs: 60_000 }

/** How the miners of the image subnet paint: each by twice the work of the one before. */
const paintings = [
  { what: 'one step', steps: 1, tries: 1 },
  { what: 'two steps', steps: 2, tries: 1 },
  { what: 'four steps', steps: 4, tries: 1 },
  { what: 'best of two', steps: 4, tries: 2 },
  { what: 'best of four', steps: 4, tries: 4 },
] as const

/**
 * Nine miners like a staircase: each is one step better than the one before at one of the two skills, in turn, and as good at
 * the other, so that no two are equal by design.
 */
async function image(): Promise<RealSubnet> {
  const [reader, tesseract] = [await createPpOcrReader(), await createTesseractReader()]
  const [painter, validatorPainter] = [await createFlowPainter(), await createFlowPainter()]
  const weakReader = withConfidence(tesseract, 5 / 0.3)
  const graded = Array.from({ length: 2 * paintings.length - 1 }, (_, at) => {
    const { what, ...painting } = paintings[Math.ceil(at / 2)]!
    const share = Math.floor(at / 2) / (paintings.length - 1)
    const name = `${what}; PP-OCRv4 reads ${100 * share} %, Tesseract the rest`
    return { name, ...painting, reader: mixed(reader, weakReader, share) }
  })
  return {
    miners: graded.map(({ name, ...strength }) => ({
      name,
      handlers: createImageMiner({ painter, ...strength, confidenceExponent: 0.3 }),
    })),
    ...{ roundBlocks: 360, rounds: 10 },
    subnetOf: () =>
      createImageSubnet({ painters: async () => [validatorPainter], limits: patient }) as unknown as Subnet,
    what: 'nine miners, each one step better than the one before at painting or at reading, in turn',
    async [Symbol.asyncDispose]() {
      for (const model of [reader, tesseract, painter, validatorPainter]) await model[Symbol.asyncDispose]()
    },
  }
}

/** The reader, with its confidence raised to a power. */
const withConfidence = (reader: TextReader, power: number): TextReader => ({
  ...reader,
  async read(picture, signal) {
    const { confidence, ...read } = await reader.read(picture, signal)
    return { ...read, confidence: confidence ** power }
  },
})

/** A forecaster that is this much less sure than it could be. */
const wider =
  (forecaster: Forecaster, factor: number): Forecaster =>
  (past, options) =>
    forecaster(past, options).map((samples) => {
      const middle = samples.toSorted((one, other) => one - other)[Math.floor(samples.length / 2)]!
      return samples.map((sample) => middle + factor * (sample - middle))
    })

async function prediction(seed: number): Promise<RealSubnet> {
  const feed = createMarketFeed({ seed: `agreement ${seed}` })
  const subnet = definePrediction({ feed }) as unknown as Subnet
  const graded = [1, 1.7, 2.5, 3.5, 5].flatMap((factor) => [
    { name: `ensemble, ${factor} times as wide`, forecaster: wider(ensemble, factor) },
    { name: `Holt-Winters, ${factor} times as wide`, forecaster: wider(holtWinters, factor) },
  ])
  return {
    miners: graded.map(({ name, forecaster }) => ({
      name,
      handlers: createForecastMiner({ forecaster, samples: 32 }),
    })),
    // All horizons of a round's forecasts are over in the next one: ten of eleven rounds count.
    ...{ roundBlocks: 20, rounds: 11, [Symbol.asyncDispose]: nothing },
    subnetOf: () => subnet,
    what: 'two forecasters, up to five times as wide as they should be',
  }
}
