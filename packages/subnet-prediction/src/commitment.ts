import { createHash, randomBytes } from 'node:crypto'
import type { Forecast } from './protocol.js'

/** A forecast with everything that its commitment covers. */
export interface Committed {
  /** Hotkey of the miner: a commitment that is copied cannot be revealed by another. */
  readonly hotkey: string
  readonly series: string
  /** Round in which it was committed. */
  readonly origin: number
  /** 64 hex digits; without it, a forecast could be guessed from its hash. */
  readonly salt: string
  readonly forecast: Forecast
}

/**
 * Returns the commitment to a forecast: the SHA-256, in hex, of the JSON array of hotkey, series, origin, salt and forecast, without
 * white space and with numbers as ECMAScript writes them (as RFC 8785 has it, too).
 */
export function commitmentOf({ hotkey, series, origin, salt, forecast }: Committed): string {
  const text = JSON.stringify([hotkey, series, origin, salt, forecast])
  return createHash('sha256').update(text).digest('hex')
}

/** Returns a new salt. */
export const newSalt = (): string => randomBytes(32).toString('hex')
