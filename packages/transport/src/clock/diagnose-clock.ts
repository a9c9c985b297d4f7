/** One comparison of a peer's clock with ours. */
export interface ClockSample {
  /** Name of the peer in the sentence: a hotkey, or an address. */
  readonly peer: string
  /** Time by which the peer's clock is ahead of ours, in ms; negative when it is behind. */
  readonly offsetMs: number
}

/** Conclusion about clocks from comparisons with several peers. */
export type ClockDiagnosis =
  /** Too few peers to tell, or no clock is off. */
  | { readonly kind: 'unknown' | 'agree'; readonly text: string }
  /** Most peers agree with each other, not with us. */
  | { readonly kind: 'ours'; readonly offsetMs: number; readonly text: string }
  /** We agree with most peers; these do not. */
  | { readonly kind: 'theirs'; readonly peers: readonly ClockSample[]; readonly text: string }

/** Difference between two clocks that counts as none, in ms: half of the usual skew, twice the error of a `Date` header. */
const toleranceMs = 1_000

/**
 * Decides which clock is off. Ours is only if at least two peers and more than half of all are off by the same offset,
 * within a second: a single peer cannot tell its own clock from ours. Of several samples of one peer, the last counts.
 */
export function diagnoseClock(samples: readonly ClockSample[]): ClockDiagnosis {
  const finite = samples.filter(({ offsetMs }) => Number.isFinite(offsetMs))
  const latest = [...new Map(finite.map((sample) => [sample.peer, sample])).values()]
  const off = latest.filter(({ offsetMs }) => Math.abs(offsetMs) > toleranceMs)
  if (latest.length === 0) return { kind: 'unknown', text: 'no peer has reported its time yet' }
  if (off.length === 0) return { kind: 'agree', text: 'our clock agrees with those of our peers' }
  const offsetMs = medianOf(off.map((sample) => sample.offsetMs))
  const agreeing = off.filter((sample) => Math.abs(sample.offsetMs - offsetMs) <= toleranceMs)
  if (agreeing.length >= 2 && agreeing.length * 2 > latest.length) {
    const text = `our clock is ${describeOffset(-offsetMs)} the clocks of ${agreeing.length} of ${latest.length} peers: set it by NTP`
    return { kind: 'ours', offsetMs: -offsetMs, text }
  }
  if (latest.length < 2 || off.length * 2 >= latest.length) {
    const each = off.map(sentenceOf).slice(0, shownPeers).join('; ')
    return { kind: 'unknown', text: `${each}; too few peers agree to tell which clock is off` }
  }
  const each = off.map(sentenceOf).slice(0, shownPeers).join('; ')
  return { kind: 'theirs', peers: off, text: `${each}; ours agrees with the other peers` }
}

/** Peers that a sentence names. */
const shownPeers = 3

function sentenceOf({ peer, offsetMs }: ClockSample): string {
  return `the clock of ${peer} is ${describeOffset(offsetMs)} ours`
}

/** `3600.0 s ahead of` or `12.5 s behind`, for a time by which one clock is ahead of another, in ms. */
export function describeOffset(offsetMs: number): string {
  const seconds = (Math.abs(offsetMs) / 1_000).toFixed(1)
  return offsetMs >= 0 ? `${seconds} s ahead of` : `${seconds} s behind`
}

/**
 * Time by which a server's clock is ahead of ours, in ms, from the `Date` header of its answer; null for a header that
 * is missing or no date. The error is half a second, since the header has whole ones, and half of the round trip.
 */
export function offsetOfDate(
  date: unknown,
  { sentAtMs, receivedAtMs }: { readonly sentAtMs: number; readonly receivedAtMs: number },
): number | null {
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isFinite(time) ? time + 500 - (sentAtMs + receivedAtMs) / 2 : null
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0
}
