import { optionError } from '../errors/config-error.js'

/** Throws CONFIG_INVALID, naming `place` and the value, unless every value is an integer of at least `least`. */
export function checkIntegers(place: string, values: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, value] of Object.entries(values)) {
    if (Number.isSafeInteger(value) && value >= least) continue
    throw optionError(`${place} ${name}`, value, `an integer of ${least} or more`)
  }
}
