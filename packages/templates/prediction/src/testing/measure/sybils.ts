import { createHash } from 'node:crypto'
import { createRandom, type Random } from 'subnetkit'
import { ensemble } from '../../ensemble.js'
import type { Forecaster } from '../../forecaster.js'
import { holtWinters } from '../../holt-winters.js'
import { createMarketFeed } from '../../market.js'
import { createForecastMiner } from '../../miner.js'
import { quantile } from '../../quantile.js'
import { definePrediction } from '../../subnet.js'
import { playRounds } from '../play.js'

/** Hotkeys of one operator, which runs the ensemble once and adds noise of its own under each of them. */
export interface Sybils {
  readonly hotkeys: number
  /** Deviation of the noise in deviations of the forecast; the same for all horizons of a round. */
  readonly noise: number
  /** Width of the samples, as a share of what they were. */
  readonly width: number
}

/** Earnings of the operator, beside an honest miner with another model. */
export interface Earned {
  /** Of all its hotkeys, in what one hotkey of an honest miner with the same model would earn. */
  readonly together: number
  /** Of each. */
  readonly each: number
  readonly crowd: number
}

/** Samples of a hotkey, made of those of the model: in the same way at each horizon. */
export type Change = (samples: readonly number[], history: readonly number[]) => readonly number[]

/** Plays rounds with one honest hotkey, then with many noisy ones in its place. */
export const playSybils = (seed: string, { hotkeys, ...noise }: Sybils, rounds = 16): Promise<Earned> =>
  playChanges(
    seed,
    Array.from({ length: hotkeys }, (_, at) => noisy(`${at}`, noise)),
    rounds,
  )

/** Plays rounds with one honest hotkey, then with one for each change of its forecast in its place. */
export async function playChanges(
  seed: string,
  changes: readonly Change[],
  rounds = 16,
  samples = 32,
): Promise<Earned> {
  const alone = await weightsOf(seed, [(own) => own], rounds, samples)
  const changed = await weightsOf(seed, changes, rounds, samples)
  const together = changed.weight / alone.weight
  return { together, each: together / changes.length, crowd: changed.crowd }
}

async function weightsOf(seed: string, changes: readonly Change[], rounds: number, samples: number) {
  const feed = createMarketFeed({ seed, series: ['amber'] })
  const subnet = definePrediction({ feed, window: rounds - 1 })
  const model = once(ensemble)
  const own = changes.map((change, at) => {
    const forecaster: Forecaster = (past, options) =>
      model(past, options).map((one) => [...change(one, past.history)])
    return [`own-${at}`, createForecastMiner({ forecaster, samples }).forecast] as const
  })
  const honest = createForecastMiner({ forecaster: holtWinters, samples }).forecast
  const { scores, rounds: played } = await playRounds({
    subnet,
    rounds,
    miners: { honest, ...Object.fromEntries(own) },
  })
  const weight = Object.entries(scores).reduce(
    (sum, [name, score]) => sum + (name === 'honest' ? 0 : Math.max(0, score - 0.5) ** 3),
    0,
  )
  const newest = played[0]!.answers.find(({ hotkey }) => hotkey === 'own-0')!
  const detail = newest.parts?.compared?.[0]?.detail as { crowd: number }
  return { weight, crowd: detail.crowd }
}

/** Runs a forecaster once for each history, for all hotkeys. */
function once(forecaster: Forecaster): Forecaster {
  const made = new Map<string, ReturnType<Forecaster>>()
  return (past, options) => {
    const key = JSON.stringify(past.history)
    const forecast = made.get(key) ?? forecaster(past, { ...options, random: randomOf(key) })
    made.set(key, forecast)
    return forecast
  }
}

/** The samples about a place that is off by some of their deviations, and as many times as wide. */
function moved(samples: readonly number[], shift: number, width: number): number[] {
  const middle = quantile(samples, 0.5)
  const deviation = (quantile(samples, 0.9) - quantile(samples, 0.1)) / 2.56
  return samples.map((value) => middle + (value - middle) * width + shift * deviation)
}

const noisy =
  (name: string, { noise, width }: Omit<Sybils, 'hotkeys'>): Change =>
  (samples, history) =>
    moved(samples, noise * normal(randomOf(`${history} ${name}`)), width)

/**
 * Ways to make two or three forecasts of one, each as unlike the others as it can be without losing much: at the two sides of the truth, of
 * different widths, or of six values each, one of which has a sample more, so that all quantiles lie at another value.
 */
export const splits: Readonly<Record<string, readonly Change[]>> = {
  'six values each, two hotkeys': [heaped(0), heaped(1)],
  'half and nearly twice as wide': [0.5, 1.8].map((width) => (samples) => moved(samples, 0, width)),
  '0.55 deviations up, and as many down': [0.55, -0.55].map((by) => (samples) => moved(samples, by, 1)),
  'up, down, and between them': [1, 0, -1].map((by) => (samples) => moved(samples, by, 1)),
}

function heaped(side: 0 | 1): Change {
  return (samples) => {
    const count = samples.length
    const wide = moved(samples, 0, 1.4).sort((one, other) => one - other)
    const places = [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => share * (count - 1))
    const cut = (borders: readonly number[]) =>
      [0, ...borders].map((from, at) => [from, borders[at] ?? count] as const)
    const values = cut(places.map(Math.ceil)).map(([from, to]) => quantile(wide.slice(from, to), 0.5))
    const sides = cut(places.map((place) => (side === 0 ? Math.ceil(place) + 1 : Math.floor(place))))
    return sides.flatMap(([from, to], at) => Array<number>(to - from).fill(values[at]!))
  }
}

const randomOf = (text: string): Random => createRandom(createHash('sha256').update(text).digest())

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
