import { type Finding, fail, pass } from './finding.js'

/** Receivers refuse requests that are signed further ahead, in ms. */
const mostAheadMs = 2_000
/** And those that are older, in ms; a block takes a few seconds of it to get here. */
const mostBehindMs = 10_000

/** `lagMs`: our clock when the block came, less the time that its author wrote into it. */
export function judgeClock(lagMs: number): Finding {
  const seconds = (Math.abs(lagMs) / 1_000).toFixed(1)
  const fix = 'Synchronise the system clock with a time server (timedatectl set-ntp true).'
  if (lagMs < -mostAheadMs) {
    return fail(
      'clock',
      `this clock is ${seconds} s behind the chain: fresh requests seem to come from the future`,
      fix,
    )
  }
  if (lagMs > mostBehindMs) {
    return fail(
      'clock',
      `blocks arrive ${seconds} s after their timestamp: this clock is ahead, or the node lags behind`,
      `${fix} If the clock is right, choose another endpoint.`,
    )
  }
  return pass(
    'clock',
    `agrees with the chain: the block arrived ${seconds} s ${lagMs < 0 ? 'before' : 'after'} its timestamp`,
  )
}
