import { createHash } from 'node:crypto'
import { createRandom, type Random } from 'subnetkit'
import { createSourcedFeed, type Source } from './feed/sources.js'
import type { Feed, Series } from './feed.js'

/** Options of {@link createMarketFeed}. */
export interface MarketOptions {
  /** Knowing it is knowing the future: keep it from miners. */
  readonly seed: string
  /** Blocks of the chain from step to step. @default 1 */
  readonly blocksPerStep?: number | undefined
  /** Names of the series. @default ['amber', 'cobalt'] */
  readonly series?: readonly string[] | undefined
}

const seasons = [12, 54] as const
/** Steps that are drawn at once, and segments that are kept. */
const segment = 1_000
const mostSegments = 64
/** Probability of a step to leave its volatility regime, and the regimes' deviations. */
const switching = 0.015
const deviations = [0.18, 0.5] as const

/**
 * A made-up market, for tests and networks on one machine: the same seed gives the same values at every step. Each series is the sum of two
 * seasons and an autoregressive part whose volatility changes between calm and wild. Three sources quote it, of which one is wrong now and then.
 */
export function createMarketFeed({
  seed,
  blocksPerStep = 1,
  series: names = ['amber', 'cobalt'],
}: MarketOptions): Feed {
  const truth = bySegment((series, number) => drawSegment(`${seed} ${series}`, number))
  const quoting = (name: string, error: (random: Random) => number): Source => {
    const errors = bySegment((series, number) => {
      const random = randomOf(`${seed} ${name} ${series} ${number}`)
      return Array.from({ length: segment }, () => error(random))
    })
    return {
      name,
      quotes: async ({ series, first, last }) =>
        Array.from({ length: last - first + 1 }, (_, at) =>
          round(truth(series, first + at) * (1 + errors(series, first + at))),
        ),
    }
  }
  const series: readonly Series[] = names.map((name) => ({ name, seasons }))
  return createSourcedFeed({
    series,
    sources: [
      quoting('north', () => 0),
      quoting('south', (random) => (random.next() - 0.5) * 2e-5),
      quoting('reef', (random) =>
        random.chance(0.02) ? random.pick([-1, 1]) * (0.02 + 0.2 * random.next()) : 0,
      ),
    ],
    mostSteps: 5_000,
    newestStep: (number) => Math.floor(number / blocksPerStep),
  })
}

/** Returns a value of a series at any step, from segments that are drawn once. */
function bySegment(
  draw: (series: string, number: number) => readonly number[],
): (series: string, step: number) => number {
  const known = new Map<string, readonly number[]>()
  return (series, step) => {
    const number = Math.floor(step / segment)
    const key = `${series} ${number}`
    let values = known.get(key)
    if (values === undefined) {
      values = draw(series, number)
      if (known.size >= mostSegments) known.clear()
      known.set(key, values)
    }
    return values[step - number * segment]!
  }
}

/** Values of a segment. It begins two segments before, by when the beginning is forgotten: so any step can be drawn by itself. */
function drawSegment(name: string, number: number): readonly number[] {
  const shape = randomOf(`${name} shape`)
  const waves = seasons.map((length) => ({
    length,
    height: 2.2 + 1.6 * shape.next(),
    phase: shape.next(),
    second: 0.5 * shape.next(),
  }))
  const level = 90 + 40 * shape.next()
  const [near, far] = [0.85 + 0.2 * shape.next(), -0.25]
  let [before, last, regime] = [0, 0, 0]
  const values: number[] = []
  for (let one = number - 2; one <= number; one++) {
    const random = randomOf(`${name} segment ${one}`)
    for (let at = 0; at < segment; at++) {
      if (random.chance(switching)) regime = 1 - regime
      const next = near * last + far * before + deviations[regime]! * normal(random)
      before = last
      last = next
      if (one < number) continue
      const step = one * segment + at
      const season = waves.reduce((sum, { length, height, phase, second }) => {
        const angle = 2 * Math.PI * (step / length + phase)
        return sum + height * (Math.sin(angle) + second * Math.sin(2 * angle))
      }, 0)
      values.push(round(level + season + next))
    }
  }
  return values
}

const randomOf = (text: string): Random => createRandom(createHash('sha256').update(text).digest())

/** Quotes have six digits after the point, whatever machine computes them. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6

/** A standard normal number, by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
