import { ensemble } from '../../ensemble.js'
import type { Forecaster } from '../../forecaster.js'
import { createMarketFeed } from '../../market.js'
import { createForecastMiner } from '../../miner.js'
import { quantile } from '../../quantile.js'
import { definePrediction } from '../../subnet.js'
import { type PlayedMiner, playRounds } from '../play.js'

/** How far two validators agree that read the same feed and get forecasts of their own. */
export interface Agreement {
  /** Spearman's rank correlation of their scores. */
  readonly ranks: number
  /** Largest difference of two scores of one miner. */
  readonly furthest: number
}

const miners = 10

/** Plays rounds of two validators with ten miners of different strength, whose forecasts are further off and wider from one to the next. */
export async function playAgreement(seed: string, rounds: number): Promise<Agreement> {
  const play = async (hotkey: string) => {
    const graded = Array.from({ length: miners }, (_, at): [string, PlayedMiner] => {
      const { forecast } = createForecastMiner({
        forecaster: worse(at / 4, at % 2 === 0 ? 1 : -1),
        samples: 32,
      })
      return [`m${at}`, ({ input }) => forecast({ input, caller: { hotkey } })]
    })
    const subnet = definePrediction({ feed: createMarketFeed({ seed }), window: rounds - 1 })
    return (await playRounds({ subnet, rounds, miners: Object.fromEntries(graded) })).scores
  }
  const [one, other] = [Object.values(await play('first')), Object.values(await play('second'))]
  const differences = one.map((score, at) => Math.abs(score - other[at]!))
  return { ranks: correlation(ranksOf(one), ranksOf(other)), furthest: Math.max(...differences) }
}

const worse =
  (by: number, sign: number): Forecaster =>
  (past, options) =>
    ensemble(past, options).map((samples) => {
      const middle = quantile(samples, 0.5)
      const deviation = (quantile(samples, 0.9) - quantile(samples, 0.1)) / 2.56
      return samples.map((value) => middle + (value - middle) * (1 + by / 2) + sign * by * deviation)
    })

const ranksOf = (values: readonly number[]) =>
  values.map((value) => values.filter((other) => other < value).length)

function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [middle, center] = [mean(one), mean(other)]
  const covariance = one.reduce((sum, value, at) => sum + (value - middle) * (other[at]! - center), 0)
  const variance = (values: readonly number[], around: number) =>
    values.reduce((sum, value) => sum + (value - around) ** 2, 0)
  return covariance / Math.sqrt(variance(one, middle) * variance(other, center))
}
