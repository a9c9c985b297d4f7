import { defineExhibits, type Exhibit } from 'subnetkit'
import { type Forecast, protocol } from './protocol.js'
import type { Truth } from './tasks.js'

/** Forecasts as fans, which the dashboard of a validator shows; once the round is over, beside what came true. */
export const exhibits = defineExhibits(protocol, {
  forecast: ({ input, output, truth }) => {
    const forecast = output?.revealed?.forecast
    if (forecast === undefined) return [{ kind: 'text', title: 'Forecast', text: unrevealed }]
    const outcomes = (truth as Truth | undefined)?.due?.outcomes
    return [fan(`${input.series}, forecast of round ${input.reveal}`, input.horizons, forecast, outcomes)]
  },
  predict: ({ input, output }) =>
    output === null ? [] : [fan('Forecast', input.horizons, output.forecast, undefined)],
})

const unrevealed =
  'Nothing is revealed in the open: no forecast has matured, or it is sealed, or the miner keeps it back.'

function fan(
  title: string,
  horizons: readonly number[],
  forecast: Forecast,
  outcomes: readonly { readonly horizon: number; readonly value: number }[] | undefined,
): Exhibit {
  const points = horizons.map((horizon, place) => ({
    at: horizon,
    samples: forecast[place] ?? [],
    outcome: outcomes?.find((one) => one.horizon === horizon)?.value,
  }))
  return { kind: 'fan', title, axis: 'steps ahead', points }
}
