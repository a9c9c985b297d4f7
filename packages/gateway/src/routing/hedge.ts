/** Decides when a second miner is asked for an answer that is late. */
export interface Hedge {
  /** Counts a first call, which pays for a tenth of a hedge. */
  began(): void
  /** Adds the latency of a first call; of one that was given up, the time until then: the quantile is above both. */
  took(latencyMs: number): void
  /** Counts the end of a call. */
  ended(isGood: boolean): void
  /** Time after which to hedge, in ms; null while too little is known, or while too many calls fail. */
  delayMs(): number | null
  /** Takes a hedge from the budget, if it has one. */
  take(): boolean
}

const leastDelayMs = 50
const quantile = 0.95
/** Latencies that count. */
const mostLatencies = 1_000
/** Latencies between two looks at the quantile, and before the first. */
const every = 20
/** Hedges for each first call, and those that may be saved up. */
const [share, burst] = [0.1, 50]
/** Calls whose failures count, and the share of failures at which asking more would only add to the load. */
const [mostEnds, mostFailing] = [200, 0.05]

export function createHedge(): Hedge {
  const latencies: number[] = []
  const failures: boolean[] = []
  let [taken, nextEnd, failed, budget] = [0, 0, 0, burst]
  let delay: number | null = null
  return {
    began() {
      budget = Math.min(burst, budget + share)
    },
    took(latencyMs) {
      latencies[taken++ % mostLatencies] = latencyMs
      if (taken % every !== 0) return
      const sorted = Float64Array.from(latencies).sort()
      delay = Math.max(leastDelayMs, sorted[Math.floor(quantile * sorted.length)]!)
    },
    ended(isGood) {
      if (failures[nextEnd]) failed--
      failures[nextEnd] = !isGood
      if (!isGood) failed++
      nextEnd = (nextEnd + 1) % mostEnds
    },
    delayMs: () => (failed > mostFailing * Math.max(every, failures.length) ? null : delay),
    take() {
      if (budget < 1) return false
      budget--
      return true
    },
  }
}
