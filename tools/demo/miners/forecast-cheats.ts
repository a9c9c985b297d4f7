import { createHash, randomBytes } from 'node:crypto'
import { createRandom } from '@subnetkit/core'
import type { Forecaster } from '@subnetkit/subnet-prediction/forecaster'
import { createForecastMiner } from '@subnetkit/subnet-prediction/miner'
import type { Forecast, PredictionProtocol } from '@subnetkit/subnet-prediction/protocol'
import type { Handlers } from 'subnetkit'

type Miner = Handlers<PredictionProtocol>

/** Fewest samples that the protocol takes. */
const samples = 32

/** Samples that depend on the last value alone. */
const after =
  (value: (last: number, sample: number) => number): Forecaster =>
  ({ history, horizons }) =>
    horizons.map(() => Array.from({ length: samples }, (_, sample) => value(history.at(-1)!, sample)))

/** Never looks at the history, and covers everything from nothing to twice the last value. */
export const extreme = (): Miner =>
  createForecastMiner({ forecaster: after((last, sample) => last * (sample / (samples / 2))), samples })

/** Makes the same forecast under each of its hotkeys. */
export function herding(forecaster: Forecaster): () => Miner {
  const same: Forecaster = (past, options) => {
    const key = createHash('sha256').update(JSON.stringify(past.history)).digest()
    return forecaster(past, { ...options, random: createRandom(key) })
  }
  return () => createForecastMiner({ forecaster: same, samples })
}

/** Commits to anything, and reveals what has come true since. */
export function peeking(): Miner {
  const { forecast, predict } = createForecastMiner({ forecaster: after((last) => last), samples })
  return {
    predict,
    async forecast(call) {
      const answer = await forecast(call)
      if (answer.revealed === null) return answer
      const { history, horizons } = call.input
      // The history goes on to what was to be forecast.
      const known = horizons.map(
        (horizon, at) => history[history.length - 1 - (horizons.at(-1)! - horizon)] ?? at,
      )
      const revealed = answer.revealed.forecast.map((own, at) => own.map(() => known[at]!))
      return { ...answer, revealed: { ...answer.revealed, forecast: revealed } }
    },
  }
}

/** Commits to bytes that no pulse opens. */
export const sealingNothing = (): Miner => ({
  ...createForecastMiner({ forecaster: after((last) => last), samples }),
  forecast: async () => ({ commitment: { sealed: randomBytes(1_300).toString('base64') }, revealed: null }),
})

/** A miner whose reveals others can read, and one that commits to the newest of them. */
export function copying(rival: Miner): { readonly overheard: Miner; readonly copy: Miner } {
  const seen = new Map<string, Forecast>()
  const last = after((value) => value)
  const forecaster: Forecaster = (past, options) => seen.get(seriesOf(past)) ?? last(past, options)
  return {
    overheard: {
      ...rival,
      async forecast(call) {
        const answer = await rival.forecast(call)
        if (answer.revealed) seen.set(seriesOf(call.input), answer.revealed.forecast)
        return answer
      },
    },
    copy: createForecastMiner({ forecaster, samples }),
  }
}

/** A miner passes the whole question to its forecaster. */
const seriesOf = (past: object) => ('series' in past ? String(past.series) : '')
