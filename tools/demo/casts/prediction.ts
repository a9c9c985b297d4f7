import { join } from 'node:path'
import { definePrediction } from '@subnetkit/subnet-prediction'
import { ensemble } from '@subnetkit/subnet-prediction/ensemble'
import { createForecastBook } from '@subnetkit/subnet-prediction/forecast-book'
import { holtWinters } from '@subnetkit/subnet-prediction/holt-winters'
import { createLocalBeacon } from '@subnetkit/subnet-prediction/local-beacon'
import { createMarketFeed } from '@subnetkit/subnet-prediction/market'
import { createForecastMiner } from '@subnetkit/subnet-prediction/miner'
import type { PredictionProtocol } from '@subnetkit/subnet-prediction/protocol'
import { type Cast, production, type Stage } from '../cast.js'
import { blockTimeMs } from '../clock.js'
import { copying, extreme, herding, peeking, sealingNothing } from '../miners/forecast-cheats.js'
import { startSilent } from '../miners/silent.js'

/** Blocks of a round: the deadline is long, and no round waits for it. */
const roundBlocks = Math.ceil(40_000 / blockTimeMs)
/** Steps of the market in a round, more than the longest horizon: each round reveals the forecasts of the one before. */
const stepsPerRound = 20
/** Matured rounds that count; a newcomer is paid once it has 30 % of them. */
const window = 6

/** The prediction subnet over a made-up market, whose seed only the validators know. */
export const cast: Cast = {
  rounds: 6,
  async open({ seed }) {
    const feed = createMarketFeed({ seed: `demo ${seed}`, blocksPerStep: roundBlocks / stepsPerRound })
    const { overheard, copy } = copying(createForecastMiner({ forecaster: ensemble }))
    // Miners may choose: the weaker one commits by timelock, the others by a hash.
    const beacon = createLocalBeacon(`demo ${seed}`)
    const herd = herding(holtWinters)
    const sheep = {
      role: 'cheat',
      what: 'has the same forecast as its three twins',
      start: ({ serve }: Stage<PredictionProtocol>) => serve(herd()),
    } as const
    return production({
      subnet: definePrediction({ feed, window, timelock: { beacon } }),
      roundBlocks,
      // The first round commits, the second reveals; two of six matured rounds are enough to be paid.
      paysFrom: 2,
      miners: {
        good: {
          role: 'honest',
          what: 'forecasts with an ensemble of three models',
          start: ({ serve }) => serve(overheard),
        },
        weak: {
          role: 'weaker',
          what: 'forecasts with Holt-Winters, and commits by timelock',
          start: ({ serve, folder }) =>
            serve(
              createForecastMiner({
                forecaster: holtWinters,
                beacons: [beacon.publicKey],
                book: createForecastBook(join(folder, 'book')),
              }),
            ),
        },
        copy: {
          role: 'cheat',
          what: 'commits to the newest forecast that the good one has revealed',
          start: ({ serve }) => serve(copy),
        },
        peek: {
          role: 'cheat',
          what: 'commits to anything, and reveals what came true',
          start: ({ serve }) => serve(peeking()),
        },
        extreme: {
          role: 'cheat',
          what: 'covers everything from 0 to twice the value',
          start: ({ serve }) => serve(extreme()),
        },
        sealed: {
          role: 'cheat',
          what: 'commits to a ciphertext that never opens',
          start: ({ serve }) => serve(sealingNothing()),
        },
        ...{ 'herd-1': sheep, 'herd-2': sheep, 'herd-3': sheep, 'herd-4': sheep },
        silent: { role: 'broken', what: 'publishes a port where nothing listens', start: startSilent },
      },
    })
  },
}
