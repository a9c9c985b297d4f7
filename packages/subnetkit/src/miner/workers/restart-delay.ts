const [firstMs, longestMs] = [1_000, 30_000]
/** A worker that served this long, in ms, ended for a new reason. */
const steadyMs = 60_000

/** Returns the pause before a worker that ended starts again: 1 s, doubled to 30 s while it keeps ending. */
export function createRestartDelay(): (servedMs: number) => number {
  let nextMs = firstMs
  return (servedMs) => {
    if (servedMs >= steadyMs) nextMs = firstMs
    const delayMs = nextMs
    nextMs = Math.min(2 * nextMs, longestMs)
    return delayMs
  }
}
