import { optionError } from '@subnetkit/base/errors'
import type { BeaconClock } from './quicknet.js'

/** Longest period of a beacon, in seconds. */
const longestPeriod = 86_400

/** Refuses anything but an object with these names, or any if none are given. Throws CONFIG_INVALID; `place` names the function. */
export function checkObject(given: unknown, place: string, ...names: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw optionError(place, given, 'an object')
  }
  if (names.length === 0) return
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw optionError(`${place} option`, unknown, `one of ${names.join(', ')}`)
}

/** Refuses anything but bytes. Throws CONFIG_INVALID, which never repeats them. */
export function checkBytes(given: unknown, place: string): void {
  if (Object.prototype.toString.call(given) === '[object Uint8Array]') return
  throw optionError(place, typeof given === 'object' ? given : typeof given, 'a Uint8Array')
}

/** Refuses a schedule that no round follows. Throws CONFIG_INVALID. */
export function checkClock({ genesis, period }: BeaconClock, place: string): void {
  if (!Number.isSafeInteger(genesis) || genesis < 0) {
    throw optionError(`${place} genesis`, genesis, 'a Unix time in seconds, an integer from 0 up')
  }
  if (typeof period !== 'number' || !(period > 0 && period <= longestPeriod)) {
    throw optionError(`${place} period`, period, `a number of seconds above 0 and at most ${longestPeriod}`)
  }
}

/** Refuses a time that is not one. Throws CONFIG_INVALID. */
export function checkTime(unixMs: number, place: string): void {
  if (!Number.isFinite(unixMs)) throw optionError(place, unixMs, 'a Unix time in ms')
}
