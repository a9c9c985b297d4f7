import type { Job, Queues } from '@subnetkit/core/validator'

/** Jobs that this process works on at the moment. */
export interface RunningJobs {
  /** The queues, whose workers are counted while they work. */
  readonly queues: Queues
  /** Such as `3 queries and 1 fold`; null if none runs. */
  describe(): string | null
}

const nouns: Readonly<Record<string, readonly [one: string, many: string]>> = {
  plan: ['plan', 'plans'],
  query: ['query', 'queries'],
  score: ['score', 'scores'],
  fold: ['fold', 'folds'],
  weights: ['setting of weights', 'settings of weights'],
  outbox: ['check of sent weights', 'checks of sent weights'],
}

/** Counts the jobs that run on some queues in this process, by their kind. */
export function countRunning(queues: Queues): RunningJobs {
  const running = new Map<string, number>()
  const add = (name: string, by: number) => running.set(name, (running.get(name) ?? 0) + by)
  return {
    queues: {
      ...queues,
      // A copy of the property would be what it was at the start.
      get trouble() {
        return queues.trouble
      },
      work: <Data>(...[queue, work, options]: Parameters<typeof queues.work<Data>>) =>
        queues.work<Data>(
          queue,
          async (job: Job<Data>) => {
            add(job.name, 1)
            try {
              await work(job)
            } finally {
              add(job.name, -1)
            }
          },
          options,
        ),
    },
    describe() {
      const parts = [...running]
        .filter(([, count]) => count > 0)
        .map(([name, count]) => `${count} ${(nouns[name] ?? [name, name])[count === 1 ? 0 : 1]}`)
      return parts.length === 0 ? null : parts.join(' and ')
    },
  }
}
