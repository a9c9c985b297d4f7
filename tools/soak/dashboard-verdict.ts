/** State of a page at one time. */
export interface Sample {
  readonly minute: number
  readonly heapMb: number
  /** Share of its time in which the main thread worked, by its own clock. */
  readonly busy: number
  readonly nodes: number
}

/** Judgement of a soak: a heap whose slope is not known well enough yet is undecided. */
export interface Verdict {
  readonly kind: 'passed' | 'failed' | 'undecided'
  readonly busy: number
  readonly heapMb: number
  /** Growth in MB a day: the median of the slopes between two samples, and the bounds that hold it in 95 of 100 cases. */
  readonly slope: number
  readonly low: number
  readonly high: number
}

/** Growth of the heap that a day may bring, in MB, and share of the main thread. */
const [mostGrowth, mostBusy] = [10, 0.2]
const minutesADay = 1_440

/** Judges the samples without the first third, in which caches fill. Bounds are those of Sen for the median of slopes. */
export function verdictOf(samples: readonly Sample[]): Verdict {
  const late = samples.slice(Math.floor(samples.length / 3))
  const slopes = late
    .flatMap((one, at) =>
      late
        .slice(at + 1)
        .map((other) => ((other.heapMb - one.heapMb) / (other.minute - one.minute)) * minutesADay),
    )
    .sort((left, right) => left - right)
  const count = late.length
  const spread = 1.96 * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18)
  const bound = (sign: 1 | -1) => {
    const place = Math.round((slopes.length + sign * spread) / 2) - (sign === 1 ? 0 : 1)
    return slopes[Math.min(Math.max(place, 0), slopes.length - 1)] ?? Number.NaN
  }
  const [low, high] = [bound(-1), bound(1)]
  const busy = median(late.map((one) => one.busy))
  const isOver = busy > mostBusy || low > mostGrowth
  return {
    kind: isOver ? 'failed' : high <= mostGrowth ? 'passed' : 'undecided',
    ...{ busy, heapMb: median(late.map(({ heapMb }) => heapMb)), slope: median(slopes), low, high },
  }
}

export function renderVerdict({ kind, busy, heapMb, slope, low, high }: Verdict): string {
  const day = (value: number) => `${value >= 0 ? '+' : ''}${value.toFixed(1)}`
  return [
    `main thread ${(100 * busy).toFixed(1)} % (${100 * mostBusy} allowed)`,
    `heap ${heapMb.toFixed(2)} MB, ${day(slope)} MB a day, between ${day(low)} and ${day(high)} (${day(mostGrowth)} allowed)`,
    kind === 'undecided'
      ? 'undecided: the bounds hold what is allowed and what is not; more --minutes decide'
      : kind,
  ].join('\n')
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN
