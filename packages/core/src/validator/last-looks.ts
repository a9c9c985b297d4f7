/** Jobs of a process that run at the same time, by round. */
export interface LastLooks {
  /** Runs a job, and once none of its round runs any more looks, if one of them has asked for it by returning true. */
  run(round: number, job: () => Promise<boolean>, look: () => Promise<void>): Promise<void>
}

/**
 * Looks once for many jobs of a round that run at the same time, not after each of them. Nothing is missed: the look comes after the last one
 * of them has stored its result, and a job that fails is repeated.
 */
export function createLastLooks(): LastLooks {
  const running = new Map<number, { jobs: number; isWanted: boolean }>()
  return {
    async run(round, job, look) {
      const state = running.get(round) ?? { jobs: 0, isWanted: false }
      running.set(round, state)
      state.jobs += 1
      try {
        if (await job()) state.isWanted = true
      } finally {
        state.jobs -= 1
        if (state.jobs === 0) running.delete(round)
        if (state.jobs === 0 && state.isWanted) await look()
      }
    },
  }
}
