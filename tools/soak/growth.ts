/** State of a validator after a number of rounds. */
export interface Sample {
  readonly rounds: number
  readonly roundsPerSecond: number
  /** CPU time of the validator for each round since the sample before, in ms. */
  readonly cpuMsPerRound: number
  readonly rssMb: number
  readonly heapMb: number
  readonly storeMb: number
  /** Of a queue of its own; 0 when it is in the store. */
  readonly queueMb: number
  /** Open handles of the process. */
  readonly handles: number
}

/** A quantity that grew between the second quarter of the samples and the last. */
export interface Growth {
  readonly name: string
  readonly before: number
  readonly after: number
}

/** By how much each quantity may differ from quarter to quarter: a share, and an amount on top. */
const allowed = {
  rssMb: [1.25, 30],
  heapMb: [1.15, 8],
  storeMb: [1.25, 16],
  queueMb: [1.25, 16],
  // A pool opens up to 10 connections to the database, as many as calls once came together.
  handles: [1, 12],
  cpuMsPerRound: [1.5, 5],
} as const satisfies Partial<Record<keyof Sample, readonly [number, number]>>

/** Quantities whose largest value in the last quarter is beyond that of the second quarter; caches fill in the first. */
export function growthOf(samples: readonly Sample[]): Growth[] {
  const quarter = Math.floor(samples.length / 4)
  const second = samples.slice(quarter, 2 * quarter)
  const last = samples.slice(-quarter)
  if (quarter === 0) throw new RangeError('four samples are needed to see growth')
  return (Object.keys(allowed) as (keyof typeof allowed)[]).flatMap((name) => {
    const [share, amount] = allowed[name]
    const [before, after] = [second, last].map((part) => Math.max(...part.map((sample) => sample[name]))) as [
      number,
      number,
    ]
    return after > before * share + amount ? [{ name, before, after }] : []
  })
}
