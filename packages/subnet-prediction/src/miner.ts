import { createHash } from 'node:crypto'
import { createRandom } from 'subnetkit'
import { commitmentOf, newSalt } from './commitment.js'
import { quicknetKey } from './drand-beacon.js'
import { ensemble } from './ensemble.js'
import { createForecastBook, type ForecastBook } from './forecast-book.js'
import type { Forecaster } from './forecaster.js'
import type { Forecast, ForecastInput, ForecastOutput, PredictInput } from './protocol.js'
import { sealForecast } from './sealed.js'

/** Directory of the sample miner's book, and the key of a beacon that it trusts beside quicknet. */
const { FORECASTS_DIR: directory = '.subnetkit/forecasts', TRUST_BEACON: trusted } = process.env

/** The sample miner: an ensemble of three forecasters, with a book on disk. */
export const handlers = () =>
  createForecastMiner({
    forecaster: ensemble,
    book: createForecastBook(directory),
    ...(trusted !== undefined && { beacons: [quicknetKey, trusted] }),
  })

/** Options of {@link createForecastMiner}. */
export interface ForecastMinerOptions {
  readonly forecaster: Forecaster
  /** @default in memory: what was committed before the process ends is lost, and scores 0 */
  readonly book?: ForecastBook | undefined
  /** Samples of each horizon, 32 to 96. @default 64 */
  readonly samples?: number | undefined
  /**
   * Public keys, in hex, of beacons that it seals forecasts to; `any` for all. Who holds a beacon's secret can open them early. Forecasts that it
   * may not seal are committed by their hash.
   * @default drand's quicknet
   */
  readonly beacons?: readonly string[] | undefined
}

/** A call as far as the miner needs it. */
export interface ForecastCall {
  readonly input: ForecastInput
  readonly caller: { readonly hotkey: string }
}

/** Handlers that commit to forecasts and reveal them when they have matured, and give users the same forecasts in the open. */
export function createForecastMiner({
  forecaster,
  book = createForecastBook(),
  samples = 64,
  beacons = [quicknetKey],
}: ForecastMinerOptions) {
  const isTrusted = (key: string) => beacons.includes(key) || beacons.includes('any')
  return {
    /** The same past gives the same forecast, so that answers can be compared. */
    predict({ input }: { readonly input: PredictInput }): { readonly forecast: Forecast } {
      const seed = createHash('sha256').update(JSON.stringify(input)).digest()
      return { forecast: forecaster(input, { samples, random: createRandom(seed) }) }
    },
    async forecast({ input, caller }: ForecastCall): Promise<ForecastOutput> {
      const { hotkey, series, origin, step, history, horizons, lock, reveal } = input
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
        const sealed =
          lock && isTrusted(lock.publicKey)
            ? sealForecast({ hotkey, series, origin, forecast }, lock)
            : undefined
        kept = { question, salt, step, horizons, forecast, ...(sealed !== undefined && { sealed }) }
        await book.keep(page, origin, kept)
      }
      const due = reveal === null ? undefined : await book.find(page, reveal)
      // A forecast that is revealed too early is one that others can use.
      const isDue =
        due !== undefined && due.sealed === undefined && due.step + Math.max(...due.horizons) <= step
      const { sealed, salt, forecast } = kept
      return {
        commitment:
          sealed === undefined ? commitmentOf({ hotkey, series, origin, salt, forecast }) : { sealed },
        revealed: isDue ? { salt: due.salt, forecast: due.forecast } : null,
      }
    },
  }
}
