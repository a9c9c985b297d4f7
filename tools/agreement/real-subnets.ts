import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, type Random, type Subnet } from '@subnetkit/core'
import { createBuiltinGenerator } from '@subnetkit/models'
import { createImageSubnet } from '@subnetkit/subnet-image'
import { createImageMiner } from '@subnetkit/subnet-image/miner'
import { definePrediction } from '@subnetkit/subnet-prediction'
import { ensemble } from '@subnetkit/subnet-prediction/ensemble'
import type { Forecaster } from '@subnetkit/subnet-prediction/forecaster'
import { holtWinters } from '@subnetkit/subnet-prediction/holt-winters'
import { createMarketFeed } from '@subnetkit/subnet-prediction/market'
import { createForecastMiner } from '@subnetkit/subnet-prediction/miner'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import { defaultSettings } from '@subnetkit/subnet-storage/settings'
import { openShelf, type Shelf } from '@subnetkit/subnet-storage/shelf'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import {
  createFlowPainter,
  createPpOcrReader,
  createTesseractReader,
  type TextReader,
} from '@subnetkit/vision'
import type { RealMiner } from './real-rounds.js'

/** A reference subnet with real miners of graded strength. */
export interface RealSubnet extends AsyncDisposable {
  /** Subnet of a validator; the same name gives what that validator keeps, opened once more. */
  subnetOf(validator: string): Subnet
  readonly miners: readonly RealMiner[]
  readonly roundBlocks: number
  /** Rounds before the ten that count: until what was committed first has matured. */
  readonly rounds: number
  /** Strength of the miners in a few words, for the table. */
  readonly what: string
}

export const realSubnets = { text, image, storage, prediction } as const satisfies Record<
  string,
  (seed: number) => Promise<RealSubnet>
>

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

/** Loses one object in `every` that it takes, the first one too: a count, since a share of eight objects is luck. */
function lossy(shelf: Shelf, every: number): Shelf {
  let taken = 0
  const lost = new Set<string>()
  return {
    ...shelf,
    async put(owner, object, ...rest) {
      const isTaken = await shelf.put(owner, object, ...rest)
      if (isTaken && taken++ % every === 0) lost.add(object)
      return isTaken
    },
    async get(owner, object) {
      // The space of what is lost is free again.
      if (lost.delete(object)) await shelf.drop(owner, object)
      return shelf.get(owner, object)
    },
  }
}

/** A line whose speed goes up and down by a quarter: other validators find it at another moment. */
function fluctuating(name: string, bytesPerSecond: number) {
  const lines = new Map<string, Random>()
  return (bytes: number, validator: string) => {
    const random =
      lines.get(validator) ?? createRandom(createHash('sha256').update(`${validator} ${name}`).digest())
    lines.set(validator, random)
    return 20 + (1_000 * bytes) / (bytesPerSecond * (0.75 + random.next() / 2))
  }
}

async function storage(seed: number): Promise<RealSubnet> {
  const directory = await mkdtemp(join(tmpdir(), 'subnetkit-agreement-'))
  const [fillerBytes, fillers] = [131_072, 8]
  const settings = {
    ...defaultSettings,
    ...{
      fillerBytes,
      quotaBytes: fillers * fillerBytes,
      targetBytesPerSecond: 4 * fillerBytes,
      wholeShare: 1,
    },
  }
  const takenBy = (count: number) => Math.ceil(count * fillerBytes * (1 + 1 / 64 + 1 / 2_048))
  const never = Number.POSITIVE_INFINITY
  const full = settings.targetBytesPerSecond
  const steady = [8, 4, 2, 1].flatMap((room) => [
    { name: `room for ${room}`, room, bytesPerSecond: full, loses: never },
    { name: `room for ${room}, a quarter of the speed`, room, bytesPerSecond: full / 4, loses: never },
  ])
  // Lost objects fail when they are drawn, which is luck: this one has the last place to itself.
  const losing = { room: 8, bytesPerSecond: full / 8, loses: 3 }
  const graded = [...steady, { name: 'room for 8, an eighth of the speed, loses one object in 3', ...losing }]
  return {
    miners: graded.map(({ name, room, bytesPerSecond, loses }, at) => ({
      name,
      // A shelf for each validator: together they would share the room by chance.
      handlers: perCaller((caller) => {
        const shelf = openShelf({
          directory: join(directory, `miner-${at}`, caller),
          quotaBytes: takenBy(room),
        })
        return createStorageMiner(loses === never ? shelf : lossy(shelf, loses))
      }),
      latencyMs: fluctuating(`${seed} ${name}`, bytesPerSecond),
    })),
    ...{ roundBlocks: 360, rounds: 10 },
    subnetOf: (validator) =>
      createStorageSubnet({ settings, directory: join(directory, validator) }) as unknown as Subnet,
    what: 'disks with room for 1 to 8 objects, lines of a quarter and of the whole of the target, which go up and down by a quarter, and one that loses objects',
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

type Handlers = RealMiner['handlers']

/** Handlers that are made once for each caller. */
function perCaller(make: (caller: string) => object): Handlers {
  const made = new Map<string, Handlers>()
  const of = (caller: string) => {
    const own = made.get(caller) ?? (make(caller) as Handlers)
    made.set(caller, own)
    return own
  }
  return Object.fromEntries(
    ['store', 'audit', 'deepAudit', 'retrieve', 'drop'].map((synapse) => [
      synapse,
      (call: { readonly caller: { readonly hotkey: string } }) =>
        of(call.caller.hotkey)[synapse]!(call as never),
    ]),
  )
}

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
