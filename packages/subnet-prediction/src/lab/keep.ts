import { createHash } from 'node:crypto'
import type { Random } from 'subnetkit'
import { commitmentOf } from '../commitment.js'
import type { Forecast, ForecastInput, ForecastOutput } from '../protocol.js'

type Kept = NonNullable<ForecastOutput['revealed']>

/** Question as far as a commitment depends on it. */
type Asked = Pick<ForecastInput, 'hotkey' | 'series' | 'origin' | 'reveal'>

/** Commits to a forecast, keeps it, and reveals the one that is due as it was committed. */
export function keepAndReveal(
  memory: Map<string, unknown>,
  { hotkey, series, origin, reveal }: Asked,
  { forecast, random }: { readonly forecast: Forecast; readonly random: Random },
): ForecastOutput {
  const page = `kept ${hotkey} ${series}`
  const kept = (memory.get(page) as Map<number, Kept> | undefined) ?? new Map<number, Kept>()
  memory.set(page, kept)
  const salt = createHash('sha256').update(`${random.next()}`).digest('hex')
  kept.set(origin, { salt, forecast })
  if (reveal !== null) for (const old of kept.keys()) if (old < reveal) kept.delete(old)
  return {
    commitment: commitmentOf({ hotkey, series, origin, salt, forecast }),
    revealed: (reveal !== null && kept.get(reveal)) || null,
  }
}
