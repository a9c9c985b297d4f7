import { jsonView, z } from 'subnetkit'
import { mostHistory, mostHorizons, protocol } from './protocol.js'
import { quantile } from './quantile.js'

const input = z.object({
  /** Values of the series, oldest first. */
  history: z.array(z.number()).min(2).max(mostHistory),
  /** Lengths of the seasons that it is known to have, in steps. */
  seasons: z.array(z.int().min(2)).max(4).default([]),
  /** Steps ahead to forecast. */
  horizons: z.array(z.int().min(1)).min(1).max(mostHorizons).default([1]),
  /** Shares of the outcomes that are expected to be below the values. */
  quantiles: z.array(z.number().min(0).max(1)).min(1).max(19).default([0.1, 0.5, 0.9]),
})
const output = z.object({
  /** For each horizon, in the order of the question, the value of each quantile. */
  values: z.array(z.array(z.number())),
})

/**
 * The synapse `predict` as a function from JSON to JSON: a gateway answers `/v1/json` with it. The mode `panel` averages the quantiles of
 * several miners, each by its measured skill: unlike a mean of their samples, that keeps the width of a forecast.
 */
export const json = jsonView(protocol, {
  synapse: 'predict',
  input,
  output,
  toInput: ({ history, seasons, horizons }) => ({ history, seasons, horizons }),
  toAnswer({ forecast }, { horizons, quantiles }) {
    const values = forecast.map((samples) => quantiles.map((share) => quantile(samples, share)))
    if (values.length !== horizons.length) throw new Error('the miner has forecast other horizons')
    return { values }
  },
  combine: (answers) => ({
    values: answers[0]!.answer.values.map((row, at) =>
      row.map((_, column) =>
        answers.reduce((sum, { answer, weight }) => sum + weight * (answer.values[at]?.[column] ?? 0), 0),
      ),
    ),
  }),
})
