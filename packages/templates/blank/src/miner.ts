import type { Handlers } from 'subnetkit'
import type { protocol } from './protocol.js'

/** The sample miner. A faster algorithm earns more, since late answers score less. */
export const handlers: Handlers<typeof protocol> = {
  factorize: ({ input }) => ({ factors: factorize(input.number) }),
}

/** Two factors of a number, by trial division. */
export function factorize(number: number): [number, number] {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return [divisor, number / divisor]
  }
  return [1, number]
}
