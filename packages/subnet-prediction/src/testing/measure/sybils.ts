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

/** Plays rounds with one honest hotkey, then with many noisy ones in its place. */
export async function playSybils(seed: string, sybils: Sybils, rounds = 16): Promise<Earned> {
  const alone = await weightsOf(seed, { hotkeys: 1, noise: 0, width: 1 }, rounds)
  const noisy = await weightsOf(seed, sybils, rounds)
  const together = noisy.weight / alone.weight
  return { together, each: together / sybils.hotkeys, crowd: noisy.crowd }
}

async function weightsOf(seed: string, { hotkeys, noise, width }: Sybils, rounds: number) {
  const feed = createMarketFeed({ seed, series: ['amber'] })
  const subnet = definePrediction({ feed, window: rounds - 1 })
  const model = once(ensemble)
  const own = Array.from({ length: hotkeys }, (_, at) => [
    `own-${at}`,
    noisyMiner(model, { name: `${at}`, noise, width }),
  ])
  const honest = createForecastMiner({ forecaster: holtWinters, samples: 32 }).forecast
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

interface Noisy extends Pick<Sybils, 'noise' | 'width'> {
  readonly name: string
}

function noisyMiner(model: Forecaster, { name, noise, width }: Noisy) {
  const forecaster: Forecaster = (past, options) => {
    const shift = noise * normal(randomOf(`${past.history} ${name}`))
    return model(past, options).map((samples) => {
      const middle = quantile(samples, 0.5)
      const deviation = (quantile(samples, 0.9) - quantile(samples, 0.1)) / 2.56
      return samples.map((value) => middle + (value - middle) * width + shift * deviation)
    })
  }
  return createForecastMiner({ forecaster, samples: 32 }).forecast
}

const randomOf = (text: string): Random => createRandom(createHash('sha256').update(text).digest())

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
