import { type DrawContext, type ObserveContext, taskSource } from 'subnetkit'
import type { Timelock } from './beacon.js'
import type { Feed } from './feed.js'
import { type Observation, observeFeed, type Resolution } from './observation.js'
import { protocol } from './protocol.js'

/** Steps ahead that are forecast, and steps of history that a miner gets. */
export const spans = { horizons: [1, 3, 6, 12], historySteps: 240 } as const

/** Truth of an answer, known to the validator only. */
export interface Truth {
  readonly hotkey: string
  /** Forecast that is to be revealed, with its outcome and the signature that opens it; null if none has matured. */
  readonly due: (Resolution & Pick<Observation, 'signature'> & { readonly origin: number }) | null
  /** Reason for which forecasts that have matured have to wait; null if none do. */
  readonly waiting: string | null
}

/** One question for each series, miner and round. What was not foreseeable comes from the feed, so that there is nothing to draw. */
export const createTasks = (feed: Feed, { horizons, historySteps } = spans, timelock?: Timelock) =>
  taskSource({
    protocol,
    observe: (context: ObserveContext) =>
      observeFeed(feed, { horizons, historySteps, beacon: timelock?.beacon }, context),
    families: feed.series.map(({ name, seasons = [] }) => ({
      name,
      synapse: 'forecast' as const,
      tasksPerMiner: 1,
      draw(_random: unknown, { round, hotkey = '', observed }: DrawContext<Observation>) {
        const { step, open, reveal, series, signature, waiting } = observed
        const { history, resolution } = series[name]!
        const due = reveal && resolution && { origin: reveal.origin, signature, ...resolution }
        const truth: Truth = { hotkey, due, waiting }
        const lock = open.at(-1)?.lock ?? null
        const isSealed = reveal !== null && reveal.lock !== null && timelock?.required === true
        return {
          input: {
            ...{ hotkey, series: name, origin: round, step, history: [...history], seasons: [...seasons] },
            horizons: [...horizons],
            lock: lock !== null && timelock ? { round: lock, publicKey: timelock.beacon.publicKey } : null,
            reveal: isSealed ? null : (reveal?.origin ?? null),
          },
          truth,
        }
      },
    })),
  })

/** Tasks of the prediction subnet. */
export type PredictionTasks = ReturnType<typeof createTasks>
