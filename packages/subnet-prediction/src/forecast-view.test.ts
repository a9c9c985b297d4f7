import { expect, test } from 'vitest'
import { ensemble } from './ensemble.js'
import { json } from './forecast-view.js'
import { createForecastMiner } from './miner.js'
import { protocol } from './protocol.js'

const history = Array.from({ length: 96 }, (_, at) => 100 + 10 * Math.sin((2 * Math.PI * at) / 24))
const request = json.input.parse({ history, seasons: [24], horizons: [1, 24], quantiles: [0.1, 0.5, 0.9] })

test('a user gets quantiles of what the miner expects, and the same ones again', () => {
  const { predict } = createForecastMiner({ forecaster: ensemble })
  const answer = () => {
    const output = predict({ input: protocol.predict.input.parse(json.toInput(request)) })
    return json.output.parse(json.toAnswer(protocol.predict.output.parse(output), request))
  }
  const { values } = answer() as { readonly values: readonly (readonly number[])[] }
  expect(values).toHaveLength(2)
  for (const row of values) {
    expect(row).toEqual(row.toSorted((one, other) => one - other))
    expect(row[1]).toBeGreaterThan(85)
    expect(row[1]).toBeLessThan(115)
  }
  expect(answer()).toEqual({ values })
})

test('forecasts of several miners are averaged by quantile and weight', () => {
  const weighted = [
    { answer: { values: [[1, 2, 3]] }, weight: 0.75 },
    { answer: { values: [[5, 6, 7]] }, weight: 0.25 },
  ]
  expect(json.combine?.(weighted, request)).toEqual({ values: [[2, 3, 4]] })
})

test('a forecast of other horizons is none', () => {
  expect(() => json.toAnswer({ forecast: [] }, request)).toThrow()
})
