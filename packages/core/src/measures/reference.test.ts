import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { brier } from './brier.js'
import { characterErrorRate } from './character-error-rate.js'
import { chrF } from './chr-f.js'
import { crps } from './crps.js'
import { pinball } from './pinball.js'
import { rougeL } from './rouge-l.js'
import { tokenF1 } from './token-f1.js'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/measures/${name}.json`, import.meta.url), 'utf8'))

interface Pair {
  readonly answer: string
  readonly truth: string
  readonly chrF: number
  readonly chrFpp: number
  readonly rougeL: number
  readonly tokenF1: number
  readonly characterErrorRate: number
}
type Several = Pick<Pair, 'answer' | 'chrF' | 'rougeL' | 'tokenF1'> & { readonly truths: readonly string[] }

const texts: { readonly pairs: readonly Pair[]; readonly several: readonly Several[] } = read('texts')
const forecasts = read('forecasts')

describe('figures of other implementations', () => {
  const figures = (of: (pair: Pair) => number) => texts.pairs.map((pair) => of(pair))

  test.each<[keyof Pair, (pair: Pair) => number]>([
    ['tokenF1', ({ answer, truth }) => tokenF1(answer, truth)],
    ['rougeL', ({ answer, truth }) => rougeL(answer, truth)],
    ['chrF', ({ answer, truth }) => chrF(answer, truth)],
    ['chrFpp', ({ answer, truth }) => chrF(answer, truth, { wordOrder: 2 })],
    ['characterErrorRate', ({ answer, truth }) => characterErrorRate(answer, truth)],
  ])('%s', (name, measure) => {
    const expected = figures((pair) => pair[name] as number)
    for (const [at, value] of figures(measure).entries()) {
      expect(value, JSON.stringify(texts.pairs[at])).toBeCloseTo(expected[at]!, 12)
    }
  })

  test('the closest of several references counts', () => {
    for (const { answer, truths, ...expected } of texts.several) {
      const measured = {
        chrF: chrF(answer, truths),
        rougeL: rougeL(answer, truths),
        tokenF1: tokenF1(answer, truths),
      }
      for (const [name, value] of Object.entries(measured)) {
        expect(value, name).toBeCloseTo(expected[name as keyof typeof measured], 12)
      }
    }
  })

  test('crps, brier and pinball', () => {
    for (const { ensemble, observation, fair, plain } of forecasts.crps) {
      expect(crps(ensemble, observation)).toBeCloseTo(fair, 9)
      expect(crps(ensemble, observation, { fair: false })).toBeCloseTo(plain, 9)
    }
    for (const { forecast, happened, loss } of forecasts.brier)
      expect(brier(forecast, happened)).toBeCloseTo(loss, 12)
    for (const { forecast, happened, loss } of forecasts.brierOfSeveral) {
      expect(brier(forecast, happened as number)).toBeCloseTo(loss, 12)
    }
    for (const { forecast, observation, quantile, loss } of forecasts.pinball) {
      expect(pinball(forecast, observation, quantile)).toBeCloseTo(loss, 12)
    }
  })
})
