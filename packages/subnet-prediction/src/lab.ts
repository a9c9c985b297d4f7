import { defineLab } from 'subnetkit/lab'
import { cheatsOn } from './lab/cheats.js'
import { keepAndReveal } from './lab/keep.js'
import { createModel } from './lab/model.js'
import { createMarketFeed } from './market.js'
import { definePrediction } from './subnet.js'

/** Options of {@link createPredictionLab}. */
export interface PredictionLabOptions {
  /** Blocks from step to step, of which an epoch has 360. @default 120: a forecast matures four epochs after it was made */
  readonly blocksPerStep?: number | undefined
  /** Matured rounds that count. @default those of the subnet */
  readonly window?: number | undefined
  /** @default those of the market */
  readonly series?: readonly string[] | undefined
}

/** The subnet on a made-up market, with miners that err as far as their skill lets them. */
export function createPredictionLab({ blocksPerStep = 120, window, series }: PredictionLabOptions = {}) {
  const feed = createMarketFeed({ seed: 'lab', blocksPerStep, series })
  const model = createModel(feed)
  return defineLab({
    subnet: definePrediction({ feed, window }),
    async solve({ input }, { skill, random, memory }) {
      return keepAndReveal(memory, input, { forecast: await model(input, skill, random), random })
    },
    agents: cheatsOn(model),
    weaknesses: [
      {
        agent: 'splitter',
        ratio: 1.5,
        why: 'two hotkeys of one model, moved apart on purpose, look like two people with models of their own',
      },
      {
        agent: 'turncoat',
        uses: ['young'],
        ratio: 1.3,
        why: 'forecasts mature later: a miner that stops shortly before the end is paid for those that it made',
      },
    ],
  })
}

/** Played by `npm run sim`. */
export default createPredictionLab()
