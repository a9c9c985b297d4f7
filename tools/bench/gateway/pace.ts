import { setTimeout as sleep } from 'node:timers/promises'

/** Sends at a steady rate, whether or not answers come. Returns the time of each from when it was due, in ms. */
export async function atRate(
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
  send: () => Promise<unknown>,
): Promise<readonly number[]> {
  const startedAt = performance.now()
  const running: Promise<number>[] = []
  for (let at = 0; at < count; at++) {
    const due = startedAt + (at * 1_000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    // A timer is late by up to a millisecond, which is nobody's latency.
    const from = Math.max(due, performance.now())
    running.push(send().then(() => performance.now() - from))
  }
  return Promise.all(running)
}

/** Keeps so many requests in flight. Returns how many are answered in a second. */
export async function inFlightOf(
  { lanes, count }: { readonly lanes: number; readonly count: number },
  send: () => Promise<unknown>,
): Promise<number> {
  let left = count
  const startedAt = performance.now()
  const lane = async () => {
    while (left-- > 0) await send()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return (count / (performance.now() - startedAt)) * 1_000
}
