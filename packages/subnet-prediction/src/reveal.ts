import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { crps } from 'subnetkit/measures'
import { commitmentOf } from './commitment.js'
import type { Forecast, ForecastInput, ForecastOutput } from './protocol.js'
import type { Reveal } from './score-reveals.js'
import { openForecast } from './sealed.js'
import { shapeOf } from './shape.js'
import type { Truth } from './tasks.js'

/** The part of an answer that scoring needs, as its receipt keeps it. */
export interface ForecastFeature {
  /** Commitment of this round. */
  readonly origin: number
  readonly commitment: ForecastOutput['commitment']
  /** Commitment that the revealed forecast would have had, and how it has done; null if none was revealed. */
  readonly revealed: (Reveal & { readonly commitment: string }) | null
  readonly due: Truth['due']
  readonly waiting: string | null
}

/** Answer of a miner, as far as its feature depends on it. */
export interface ForecastAnswer {
  readonly input: ForecastInput
  readonly output: ForecastOutput
  readonly truth: Truth
}

/** Returns the feature of an answer. What was revealed is compared with its commitment later, since that is in another round. */
export function featureOf({ input, output, truth }: ForecastAnswer): ForecastFeature {
  const { due, hotkey, waiting } = truth
  const given = due && output.revealed
  const isWhole = given?.forecast.length === due?.outcomes.length
  return {
    ...{ origin: input.origin, commitment: output.commitment, due, waiting },
    revealed:
      due && given && isWhole
        ? {
            commitment: commitmentOf({ hotkey, series: input.series, origin: due.origin, ...given }),
            ...measure(given.forecast, due),
          }
        : null,
  }
}

/** Measures a forecast against what came true. */
export function measure(
  forecast: Forecast,
  { outcomes }: Pick<NonNullable<Truth['due']>, 'outcomes'>,
): Reveal {
  return {
    losses: outcomes.map(({ value }, at) => crps(forecast[at], value)),
    // Six digits, so that features stay small.
    shape: forecast.map((samples) => shapeOf(samples).map((mean) => Number(mean.toPrecision(6)))),
  }
}

/** An answer of a miner to one series, with those that it gave before, newest first. */
export interface Answered {
  readonly miner: string
  readonly series: string
  readonly feature: ForecastFeature
  readonly past: readonly ForecastFeature[]
}

/**
 * Returns the forecast that counts for an answer; null if it was committed and is not revealed as it was, undefined without a commitment to
 * reveal. A sealed one is opened, which takes its miner no more.
 */
export async function revealOf(
  { miner, series, feature: { due, revealed }, past }: Answered,
  required: boolean,
): Promise<Reveal | null | undefined> {
  const committed = due && past.find(({ origin }) => origin === due.origin)
  if (!committed) return undefined
  const { commitment } = committed
  if (typeof commitment === 'string') {
    const isTaken = due.signature === null || !required
    return isTaken && revealed?.commitment === commitment ? revealed : null
  }
  if (due.signature === null) return null
  const key = createHash('sha256')
    .update(JSON.stringify([miner, series, due, commitment]))
    .digest('hex')
  const known = opened.get(key)
  if (known !== undefined) return known
  const horizons = due.outcomes.length
  const forecast = openForecast({
    ...{ hotkey: miner, series, origin: due.origin },
    ...{ sealed: commitment.sealed, signature: due.signature, horizons },
  })
  // A pairing takes 20 ms of CPU, and there are many.
  await setImmediate()
  const reveal = forecast && measure(forecast, due)
  if (opened.size >= mostOpened) opened.delete(opened.keys().next().value!)
  opened.set(key, reveal)
  return reveal
}

/** Forecasts that were opened: the next rounds compare them again. */
const opened = new Map<string, Reveal | null>()
const mostOpened = 20_000
