import { configError } from '../errors/config-error.js'

/** Throws CONFIG_INVALID, naming `place` and the value, unless every value is an integer of at least `least`. */
export function checkIntegers(place: string, values: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= least) continue
    const detail = `${value} is not an integer from ${least} up`
    throw configError('CONFIG_INVALID', { place: `${place} ${name}`, detail })
  }
}
