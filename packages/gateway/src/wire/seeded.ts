import { randomInt } from 'node:crypto'
import type { Sampling } from './sampling-fields.js'

/**
 * Settings with a seed, drawn where the client gave none. One seed for all of them would give each client the same luck, other than
 * that of a validator's tasks, by whose scores miners are chosen; and it would tell miners that no validator asks.
 */
export const seeded = (sampling: Sampling): Sampling & { readonly seed: number } =>
  Object.assign({}, sampling, { seed: sampling.seed ?? randomInt(2 ** 32) })
