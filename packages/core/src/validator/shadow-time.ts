import type { Clock } from '@subnetkit/base'

/** Time that a process spends on the shadow of rounds. */
export interface ShadowTime {
  /** Time that is left for one miner of a round, in ms; 0 or less if there is none. */
  left(round: number): number
  /** Counts time since a reading of the clock. */
  spent(round: number, since: number): void
}

/** Time for the answers of one miner, and for all of a round, in ms: active scores wait for the shadow at most that long. */
export const [shadowMinerMs, shadowRoundMs] = [5_000, 30_000]

/** Rounds that are scored at the same time, at most. */
const mostRounds = 8

export function createShadowTime(clock: Pick<Clock, 'now'>): ShadowTime {
  const rounds = new Map<number, number>()
  return {
    left: (round) => Math.min(shadowMinerMs, shadowRoundMs - (rounds.get(round) ?? 0)),
    spent(round, since) {
      rounds.set(round, (rounds.get(round) ?? 0) + clock.now() - since)
      for (const [one] of rounds) if (rounds.size > mostRounds) rounds.delete(one)
    },
  }
}
