import { taskSource } from 'subnetkit'
import { protocol } from './protocol.js'

/** Bounds of the prime factors. Larger ones make the questions harder. */
const smallest = 1_000
const largest = 30_000

/**
 * Four questions for each miner and round. Every draw comes from the round's secret and the miner's hotkey: two miners
 * never share a question, and anyone can check the questions once the secret is published.
 */
export const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'semiprime',
      synapse: 'factorize',
      draw(random) {
        const factors = [primeFrom(random.int(smallest, largest)), primeFrom(random.int(smallest, largest))]
        factors.sort((a, b) => a - b)
        const [small = 0, large = 0] = factors
        // The truth stays with the validator; miners get the input alone.
        return { input: { number: small * large }, truth: { small, large } }
      },
    },
  ],
  tasksPerMiner: 4,
})

/** The first prime at or above a number. */
function primeFrom(start: number): number {
  let candidate = start
  while (!isPrime(candidate)) candidate++
  return candidate
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false
  return number > 1
}
