import { join } from 'node:path'
import { defineSubnet, taskSource } from '@subnetkit/core'
import { createBuiltinGenerator } from '@subnetkit/models'
import imageSubnet from '@subnetkit/subnet-image'
import { createImageMiner } from '@subnetkit/subnet-image/miner'
import { type ImageProtocol, protocol as imageProtocol } from '@subnetkit/subnet-image/protocol'
import { createScoring } from '@subnetkit/subnet-image/rubric'
import { families as imageFamilies } from '@subnetkit/subnet-image/tasks'
import { definePrediction } from '@subnetkit/subnet-prediction'
import { ensemble } from '@subnetkit/subnet-prediction/ensemble'
import { createForecastBook } from '@subnetkit/subnet-prediction/forecast-book'
import { holtWinters } from '@subnetkit/subnet-prediction/holt-winters'
import { createMarketFeed } from '@subnetkit/subnet-prediction/market'
import { createForecastMiner } from '@subnetkit/subnet-prediction/miner'
import type { PredictionProtocol } from '@subnetkit/subnet-prediction/protocol'
import { createStorageSubnet } from '@subnetkit/subnet-storage'
import { createStorageMiner } from '@subnetkit/subnet-storage/miner'
import type { StorageProtocol } from '@subnetkit/subnet-storage/protocol'
import { defaultSettings } from '@subnetkit/subnet-storage/settings'
import { openShelf } from '@subnetkit/subnet-storage/shelf'
import textSubnet from '@subnetkit/subnet-text'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import { type TextProtocol, protocol as textProtocol } from '@subnetkit/subnet-text/protocol'
import { families as textFamilies } from '@subnetkit/subnet-text/tasks'
import { createFlowPainter, createPpOcrReader, createTesseractReader } from '@subnetkit/vision'
import type { Handlers, Protocol } from 'subnetkit'
import { type CastMiner, type Production, production, type Stage } from '../demo/cast.js'

/** Blocks of a round; weights may be set every third one. */
const roundBlocks = 40
/** More than a model takes on a busy machine; a round ends with its last answer. In ms. */
const deadlineMs = 60_000

/** Real subnets with an honest and a weaker miner each, the work of a round as small as it may be. */
export const plays: Readonly<Record<string, () => Promise<Production>>> = { text, image, storage, prediction }

const miner = <P extends Protocol>(
  role: 'honest' | 'weaker',
  what: string,
  handlers: (stage: Stage<P>) => Handlers<P> | Promise<Handlers<P>>,
): CastMiner<P> => ({ role, what, start: async (stage) => stage.serve(await handlers(stage)) })

/** A few tasks a miner and round, of all families in turn: 300 rounds ask each of them many times. */
const tasksPerMiner = { text: 4, image: 2 }

async function text(): Promise<Production> {
  const generator = await createBuiltinGenerator()
  const tasks = taskSource({
    protocol: textProtocol,
    families: textFamilies,
    tasksPerMiner: tasksPerMiner.text,
  })
  return production({
    subnet: defineSubnet({ ...textSubnet, tasks }),
    roundBlocks,
    miners: {
      good: miner<TextProtocol>('honest', 'built-in model, reader and planner', () =>
        createTextMiner({ generator, reader: true, planner: true }),
      ),
      weak: miner<TextProtocol>('weaker', 'the same model, hot', () =>
        createTextMiner({ generator, temperature: 1.8 }),
      ),
    },
  })
}

async function image(): Promise<Production> {
  const protocol = {
    read: { ...imageProtocol.read, deadlineMs },
    generate: { ...imageProtocol.generate, deadlineMs },
  }
  const tasks = taskSource({
    protocol,
    families: imageFamilies.map(({ tasksPerMiner: weight, ...family }) => ({ ...family, weight })),
    tasksPerMiner: tasksPerMiner.image,
  })
  const rubric = createScoring(tasks, { limits: { paintMs: 60_000 } })
  return production({
    subnet: defineSubnet({ ...imageSubnet, protocol, tasks, rubric }),
    roundBlocks,
    miners: {
      // Models open where the miners run, and end with them: Tesseract has a thread that keeps its process alive.
      good: miner<ImageProtocol>('honest', 'PP-OCRv4, the best of two pictures', async ({ own }) => {
        const [reader, painter] = [own(await createPpOcrReader()), own(await createFlowPainter())]
        return createImageMiner({ reader, painter, tries: 2 })
      }),
      weak: miner<ImageProtocol>('weaker', 'Tesseract, a picture in three steps', async ({ own }) => {
        const [reader, painter] = [own(await createTesseractReader()), own(await createFlowPainter())]
        return createImageMiner({ reader, painter, steps: 3, tries: 1 })
      }),
    },
  })
}

async function storage(): Promise<Production> {
  const fillerBytes = 131_072
  const settings = {
    ...defaultSettings,
    ...{ fillerBytes, quotaBytes: 16 * fillerBytes, targetBytesPerSecond: fillerBytes },
  }
  const shelfIn = (folder: string) => openShelf({ directory: join(folder, 'shelf') })
  return production({
    subnet: createStorageSubnet({ settings, directory: 'unused' }),
    subnetOf: ({ folder }) => createStorageSubnet({ settings, directory: join(folder, 'catalogue') }),
    roundBlocks,
    miners: {
      good: miner<StorageProtocol>('honest', 'keeps all', ({ folder }) =>
        createStorageMiner(shelfIn(folder)),
      ),
      weak: miner<StorageProtocol>('weaker', 'keeps all, on a slow line', ({ folder }) =>
        createStorageMiner(shelfIn(folder), { bytesPerSecond: 2 * fillerBytes }),
      ),
    },
  })
}

/** Steps of the market in a round, more than the longest horizon: each round reveals the forecasts of the one before. */
const stepsPerRound = 20

async function prediction(): Promise<Production> {
  const feed = createMarketFeed({ seed: 'soak', blocksPerStep: roundBlocks / stepsPerRound })
  const bookIn = (folder: string) => createForecastBook(join(folder, 'book'))
  return production({
    subnet: definePrediction({ feed }),
    roundBlocks,
    miners: {
      good: miner<PredictionProtocol>('honest', 'an ensemble of three models', ({ folder }) =>
        createForecastMiner({ forecaster: ensemble, book: bookIn(folder) }),
      ),
      weak: miner<PredictionProtocol>('weaker', 'Holt-Winters', ({ folder }) =>
        createForecastMiner({ forecaster: holtWinters, book: bookIn(folder) }),
      ),
    },
  })
}
