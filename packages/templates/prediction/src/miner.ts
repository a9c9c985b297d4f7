import { createHash } from 'node:crypto'
import { createRandom } from 'subnetkit'
import { commitmentOf, newSalt } from './commitment.js'
import { ensemble } from './ensemble.js'
import { createForecastBook, type ForecastBook } from './forecast-book.js'
import type { Forecaster } from './forecaster.js'
import type { ForecastInput, ForecastOutput } from './protocol.js'

/** Directory of the sample miner's book. */
const directory = process.env.FORECASTS_DIR ?? '.subnetkit/forecasts'

/** The sample miner: an ensemble of three forecasters, with a book on disk. */
export const handlers = () =>
  createForecastMiner({ forecaster: ensemble, book: createForecastBook(directory) })

/** Options of {@link createForecastMiner}. */
export interface ForecastMinerOptions {
  readonly forecaster: Forecaster
  /** @default in memory: what was committed before the process ends is lost, and scores 0 */
  readonly book?: ForecastBook | undefined
  /** Samples of each horizon, 32 to 96. @default 64 */
  readonly samples?: number | undefined
}

/** A call as far as the miner needs it. */
export interface ForecastCall {
  readonly input: ForecastInput
  readonly caller: { readonly hotkey: string }
}

/** Handlers that commit to forecasts and reveal them when they have matured. */
export function createForecastMiner({
  forecaster,
  book = createForecastBook(),
  samples = 64,
}: ForecastMinerOptions) {
  return {
    async forecast({ input, caller }: ForecastCall): Promise<ForecastOutput> {
      const { hotkey, series, origin, step, history, horizons, reveal } = input
      // Each validator has commitments of its own: none can have a forecast revealed that it did not ask for.
      const page = JSON.stringify([caller.hotkey, hotkey, series])
      const question = createHash('sha256')
        .update(JSON.stringify([step, history, horizons]))
        .digest('hex')
      let kept = await book.find(page, origin)
      if (kept?.question !== question) {
        const salt = newSalt()
        const random = createRandom(Buffer.from(salt, 'hex'))
        const forecast = forecaster(input, { samples, random })
        kept = { question, salt, step, horizons, forecast }
        await book.keep(page, origin, kept)
      }
      const due = reveal === null ? undefined : await book.find(page, reveal)
      // A forecast that is revealed too early is one that others can use.
      const isDue = due !== undefined && due.step + Math.max(...due.horizons) <= step
      return {
        commitment: commitmentOf({ hotkey, series, origin, ...kept }),
        revealed: isDue ? { salt: due.salt, forecast: due.forecast } : null,
      }
    },
  }
}
