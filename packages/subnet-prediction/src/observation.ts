import { type ObserveContext, z } from 'subnetkit'
import { baselineLosses } from './baselines.js'
import type { Beacon } from './beacon.js'
import type { Feed, Reading, Refusal } from './feed.js'

/** A forecast that was committed and not revealed yet; `lock` is the round of the beacon that it may be sealed to. */
const openForecast = z.object({ origin: z.int(), step: z.int(), lock: z.int().nullable().default(null) })
export type OpenForecast = z.output<typeof openForecast>

/** The part of an observation that the next one carries on. */
const carriedOn = z.object({ step: z.int(), open: z.array(openForecast) })

/** Value that came true, and the number of sources that agreed on it. */
export interface Outcome {
  readonly horizon: number
  readonly value: number
  readonly sources: number
}

/** Truth about a forecast that has matured. */
export interface Resolution {
  readonly outcomes: readonly Outcome[]
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
  /** Signature of the pulse that opens the sealed forecasts of `reveal`, in hex; null without a lock. */
  readonly signature: string | null
  /** Reason for which forecasts that have matured have to wait: their pulse cannot be had yet. Null if none wait. */
  readonly waiting: string | null
  readonly series: Readonly<Record<string, SeriesObservation>>
}

/** Observation of one series. */
export interface SeriesObservation {
  readonly history: readonly number[]
  readonly refused: readonly Refusal[]
  /** Null if nothing is to be revealed. */
  readonly resolution: Resolution | null
}

/** Lengths of a question, in steps, and the beacon of a timelock. */
export interface Spans {
  readonly horizons: readonly number[]
  readonly historySteps: number
  readonly beacon?: Beacon | undefined
}

/**
 * Reads the feed as a round is planned. The newest forecast whose longest horizon has passed is to be revealed; older ones that were not
 * yet are dropped, which happens where rounds are shorter than steps. Without the pulse that opens it, it waits for a later round.
 */
export async function observeFeed(
  feed: Feed,
  { horizons, historySteps, beacon }: Spans,
  { round, previous, signal }: ObserveContext,
): Promise<Observation> {
  const step = feed.newestStep(round)
  const longest = Math.max(...horizons)
  const before = carriedOn.safeParse(previous?.observed)
  const known = before.success ? before.data.open : []
  const oldest = step - feed.mostSteps + historySteps
  const matured = known.filter((one) => one.step + longest <= step && one.step >= oldest)
  const newest = matured.at(-1) ?? null
  const pulse = await pulseFor(newest, beacon, signal)
  const reveal = pulse.waiting === null ? newest : null
  const lock = beacon?.roundAfter(step + longest) ?? null
  const open = [
    ...(reveal === null ? matured : []),
    ...known.filter((one) => one.step + longest > step),
    { origin: round, step, lock },
  ].slice(-mostOpen)
  const first = (reveal?.step ?? step) - historySteps + 1
  const readings = await feed.read({ first, last: step, signal })
  const series = Object.fromEntries(
    feed.series.map(({ name, seasons = [] }) => {
      const reading = readings[name]!
      const { values, refused } = reading
      const resolution = reveal && resolve(reading, reveal.step - first, horizons, seasons)
      return [name, { history: values.slice(-historySteps), refused, resolution }]
    }),
  )
  return { step, open, reveal, ...pulse, series }
}

async function pulseFor(
  forecast: OpenForecast | null,
  beacon: Beacon | undefined,
  signal: AbortSignal,
): Promise<Pick<Observation, 'signature' | 'waiting'>> {
  if (forecast === null || forecast.lock === null) return { signature: null, waiting: null }
  try {
    if (beacon === undefined) throw new Error('this validator has no beacon any more')
    return { signature: await beacon.signatureOf(forecast.lock, signal), waiting: null }
  } catch (error) {
    signal.throwIfAborted()
    const detail = error instanceof Error ? error.message : String(error)
    return {
      signature: null,
      waiting: `pulse ${forecast.lock} is missing: ${detail}`.slice(0, longestReason),
    }
  }
}

/** Characters of a reason to wait that are kept. */
const longestReason = 180
/** Forecasts that may wait at once. */
const mostOpen = 256

function resolve(
  { values, agreed }: Pick<Reading, 'values' | 'agreed'>,
  at: number,
  horizons: readonly number[],
  seasons: readonly number[],
): Resolution {
  const outcomes = horizons.map((horizon) => ({
    ...{ horizon, value: values[at + horizon]!, sources: agreed[at + horizon]! },
  }))
  return { outcomes, baselines: baselineLosses(values.slice(0, at + 1), seasons, outcomes) }
}
