import { type ObserveContext, z } from 'subnetkit'
import { baselineLosses } from './baselines.js'
import type { Feed, Refusal } from './feed.js'

/** A forecast that was committed and not revealed yet. */
const openForecast = z.object({ origin: z.int(), step: z.int() })
export type OpenForecast = z.output<typeof openForecast>

/** The part of an observation that the next one carries on. */
const carriedOn = z.object({ step: z.int(), open: z.array(openForecast) })

/** Truth about a forecast that has matured. */
export interface Resolution {
  readonly outcomes: readonly { readonly horizon: number; readonly value: number }[]
  /** Loss of the better one of the simple forecasts, for each horizon. */
  readonly baselines: readonly number[]
}

/** Observation of a round: the same for every draw, score, replay and audit. */
export interface Observation {
  /** Step at which this round's forecasts are made. */
  readonly step: number
  /** Forecasts that are still to be revealed, with that of this round. */
  readonly open: readonly OpenForecast[]
  /** Forecast to reveal in this round; null if none has matured since the last one. */
  readonly reveal: OpenForecast | null
  readonly series: Readonly<Record<string, SeriesObservation>>
}

/** Observation of one series. */
export interface SeriesObservation {
  readonly history: readonly number[]
  readonly refused: readonly Refusal[]
  /** Null if nothing is to be revealed. */
  readonly resolution: Resolution | null
}

/** Lengths of a question, in steps. */
export interface Spans {
  readonly horizons: readonly number[]
  readonly historySteps: number
}

/**
 * Reads the feed as a round is planned. The newest forecast whose longest horizon has passed is to be revealed; older ones that were not
 * yet are dropped, which happens where rounds are shorter than steps.
 */
export async function observeFeed(
  feed: Feed,
  { horizons, historySteps }: Spans,
  { round, previous, signal }: ObserveContext,
): Promise<Observation> {
  const step = feed.newestStep(round)
  const before = carriedOn.safeParse(previous?.observed)
  const known = before.success ? before.data.open : []
  const oldest = step - feed.mostSteps + historySteps
  const matured = known.filter((one) => one.step + Math.max(...horizons) <= step && one.step >= oldest)
  const reveal = matured.at(-1) ?? null
  const open = [
    ...known.filter((one) => one.step + Math.max(...horizons) > step),
    { origin: round, step },
  ].slice(-mostOpen)
  const first = (reveal?.step ?? step) - historySteps + 1
  const readings = await feed.read({ first, last: step, signal })
  const series = Object.fromEntries(
    feed.series.map(({ name, seasons = [] }) => {
      const { values, refused } = readings[name]!
      const resolution = reveal && resolve(values, reveal.step - first, horizons, seasons)
      return [name, { history: values.slice(-historySteps), refused, resolution }]
    }),
  )
  return { step, open, reveal, series }
}

/** Forecasts that may wait at once. */
const mostOpen = 256

function resolve(
  values: readonly number[],
  at: number,
  horizons: readonly number[],
  seasons: readonly number[],
): Resolution {
  const outcomes = horizons.map((horizon) => ({ horizon, value: values[at + horizon]! }))
  return { outcomes, baselines: baselineLosses(values.slice(0, at + 1), seasons, outcomes) }
}
