import { optionError } from '@subnetkit/base'

/**
 * Speed of an answer in [0, 1]: its amount (tokens, bytes, frames) for each second of its latency, as a share of
 * `target`; the target and more score 1. Count the amount yourself where you can: a declared one invites a larger one.
 * An amount that is no number above 0 scores 0; without a measurable time the score is 1.
 * Throws CONFIG_INVALID for a target that is not positive, and for a latency that is no time.
 * @param target amount in a second
 * @example
 * criterion('speed', 1, ({ output, latencyMs }) => throughput(output.frames.length, latencyMs, 30))
 */
export function throughput(amount: number | null | undefined, latencyMs: number, target: number): number {
  if (!(target > 0 && Number.isFinite(target))) {
    throw optionError('throughput target', target, 'a positive number')
  }
  if (!(latencyMs >= 0)) throw optionError('throughput latencyMs', latencyMs, 'a time in ms')
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount <= 0) return 0
  return Math.min(1, amount / (target * (latencyMs / 1_000)))
}
