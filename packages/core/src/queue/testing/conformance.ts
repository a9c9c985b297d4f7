import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { NoRetry } from '../no-retry.js'
import type { JobState, NewJob, QueueId, Queues } from '../types.js'

/** Backend under test, as {@link conformance} needs it. */
interface QueuesUnderTest {
  /** Queues over the same jobs each time it is called. */
  open(): Promise<Queues>
  /** Takes a waiting job out of its place, and leaves the rest of it. */
  lose(queue: QueueId, id: string): Promise<void>
}

/** The behaviour that rounds rely on, asserted of one backend. Call it inside a `describe`. */
export function conformance(underTest: () => QueuesUnderTest): void {
  const newQueue = (tag = 'test') => ({ tag, name: randomUUID() })
  const open = () => underTest().open()

  test('runs a job with its data', async () => {
    await using queues = await open()
    const queue = newQueue()
    const seen: unknown[] = []
    queues.work(queue, async (job) => void seen.push(job))
    await queues.add({ queue, name: 'double', id: 'first', data: { n: 21 } })
    await completed(queues, queue, 'first')
    expect(seen).toEqual([{ id: 'first', name: 'double', data: { n: 21 }, attempt: 1, isLastAttempt: false }])
  })

  test('adds several jobs at once, and knows which it does not have', async () => {
    await using queues = await open()
    const [one, two] = [newQueue(), newQueue()]
    await queues.add(...['a', 'b'].map((id) => ({ queue: one, name: 'x', id, data: null })), {
      queue: two,
      name: 'x',
      id: 'c',
      data: null,
    })
    expect(await queues.get(one, 'b')).toMatchObject({ state: 'waiting', attempts: 0 })
    expect(await queues.get(two, 'c')).toMatchObject({ state: 'waiting' })
    expect(await queues.get(two, 'a')).toBeNull()
  })

  test('adds a job of a known id only once while it waits or runs; then its id is free', async () => {
    await using queues = await open()
    const queue = newQueue()
    const add = (...ids: string[]) =>
      queues.add(...ids.map((id): NewJob => ({ queue, name: 'same', id, data: null })))
    await add('round-1')
    await add('round-1', 'round-1')
    const runs: string[] = []
    const { running, release } = gate()
    queues.work(queue, async ({ id }) => {
      runs.push(id)
      await running(id)
    })
    await reached(queues, queue, 'round-1', 'active')
    await add('round-1')
    release('round-1')
    await completed(queues, queue, 'round-1')
    await add('round-1', 'other')
    release('other')
    await completed(queues, queue, 'other')
    expect(runs).toEqual(['round-1', 'round-1', 'other'])
  })

  test('adds a job again that failed, and leaves its fellows alone', async () => {
    await using queues = await open()
    const queue = newQueue()
    const jobs = ['a', 'b', 'c'].map((id): NewJob => ({ queue, name: 'x', id, data: null, attempts: 1 }))
    const worker = queues.work(queue, async ({ id }) => {
      if (id === 'b') throw new Error('broken')
    })
    await queues.add(...jobs)
    await reached(queues, queue, 'b', 'failed')
    await completed(queues, queue, 'c')
    await worker.close()
    await queues.add(...jobs)
    expect(await queues.missing(queue, ['a', 'b', 'c'])).toEqual([])
    expect(await queues.get(queue, 'b')).toMatchObject({ state: 'waiting', attempts: 0 })
  })

  test('returns those of many ids that neither wait nor run', async () => {
    await using queues = await open()
    const [queue, other] = [newQueue(), newQueue()]
    const { running, release } = gate()
    queues.work(
      queue,
      async ({ id }) => {
        await running(id)
        if (id === 'broken') throw new NoRetry('no use')
      },
      { concurrency: 3 },
    )
    const add = (...ids: string[]) =>
      queues.add(...ids.map((id): NewJob => ({ queue, name: 'x', id, data: null })))
    await add('broken', 'done', 'runs')
    release('broken')
    release('done')
    await reached(queues, queue, 'broken', 'failed')
    await completed(queues, queue, 'done')
    await reached(queues, queue, 'runs', 'active')
    await queues.add({ queue: other, name: 'x', id: 'elsewhere', data: null })
    const many = Array.from({ length: 300 }, (_, index) => `never-${index}`)
    const ids = ['runs', 'broken', 'done', 'elsewhere', ...many]
    expect(await queues.missing(queue, ids)).toEqual(['broken', 'done', 'elsewhere', ...many])
    expect(await queues.missing(queue, [])).toEqual([])
    release('runs')
  })

  test('defect: a job that neither waits nor runs counted as there because a rest of it was left', async () => {
    await using queues = await open()
    const queue = newQueue()
    const job = { queue, name: 'x', id: 'lost', data: null }
    await queues.add(job)
    await underTest().lose(queue, 'lost')
    expect(await queues.missing(queue, ['lost'])).toEqual(['lost'])
    await queues.add(job)
    expect(await queues.missing(queue, ['lost'])).toEqual([])
    queues.work(queue, async () => {})
    await completed(queues, queue, 'lost')
  })

  test('defect: a clock that was set back kept jobs from their retry for as long', async () => {
    await using queues = await open()
    const queue = newQueue()
    const jobs = ['steady', 'late'].map((id): NewJob => ({ queue, name: 'x', id, data: null }))
    let runs = 0
    queues.work(queue, async ({ id }) => {
      runs += 1
      if (runs <= 1 && id === 'late') throw new Error('not yet')
    })
    const late = jobs.slice(1).map((job) => ({ ...job, retryDelayMs: 30_000 }))
    await queues.add(...late)
    await vi.waitFor(async () => expect(await queues.counts(queue)).toMatchObject({ delayed: 1 }), patience)
    expect(await queues.missing(queue, ['late'])).toEqual([])
    const now = Date.now
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000)
    try {
      expect(await queues.missing(queue, ['late'])).toEqual(['late'])
      await queues.add(...jobs)
      await completed(queues, queue, 'late')
      expect(runs).toBe(3)
    } finally {
      clock.mockRestore()
    }
  })

  test('counts jobs by state, the age of the next, and the workers that are there', async () => {
    await using queues = await open()
    const queue = newQueue()
    const nothing = { waiting: 0, active: 0, delayed: 0, failed: 0, oldestMs: null, workers: 0 }
    expect(await queues.counts(queue)).toEqual(nothing)
    const { running, release } = gate()
    const worker = queues.work(
      queue,
      async ({ id }) => {
        if (id === 'broken') throw new NoRetry('no use')
        if (id === 'flaky') throw new Error('later')
        await running(id)
      },
      { concurrency: 2 },
    )
    const add = (...ids: string[]) =>
      queues.add(...ids.map((id): NewJob => ({ queue, name: 'x', id, data: null, retryDelayMs: 60_000 })))
    await add('broken', 'flaky', 'one', 'two', 'waits', 'waits-too')
    await reached(queues, queue, 'two', 'active')
    const counts = await queues.counts(queue)
    expect(counts).toMatchObject({ waiting: 2, active: 2, delayed: 1, failed: 1, workers: 1 })
    expect(counts.oldestMs).toBeGreaterThanOrEqual(0)
    const failure = { name: 'x', attempts: 1, failedAt: expect.any(Number) }
    expect(await queues.failures(queue, 10)).toEqual([
      { ...failure, id: 'broken', state: 'failed', reason: 'no use' },
      { ...failure, id: 'flaky', state: 'waiting', reason: 'later' },
    ])
    release('one')
    release('two')
    release('waits')
    release('waits-too')
    await completed(queues, queue, 'waits-too')
    await worker.close()
    await vi.waitFor(
      async () => expect(await queues.counts(queue)).toEqual({ ...nothing, delayed: 1, failed: 1 }),
      patience,
    )
  })

  test('removes jobs that wait or failed, not the one that runs', async () => {
    await using queues = await open()
    const queue = newQueue()
    const { running, release } = gate()
    queues.work(queue, async ({ id }) => {
      if (id === 'broken') throw new NoRetry('no use')
      await running(id)
    })
    await queues.add({ queue, name: 'x', id: 'broken', data: null })
    await reached(queues, queue, 'broken', 'failed')
    await queues.add(...['runs', 'waits'].map((id): NewJob => ({ queue, name: 'x', id, data: null })))
    await reached(queues, queue, 'runs', 'active')
    await queues.remove(queue, ['broken', 'runs', 'waits', 'never'])
    expect(await queues.get(queue, 'broken')).toBeNull()
    expect(await queues.get(queue, 'waits')).toBeNull()
    expect(await queues.get(queue, 'runs')).toMatchObject({ state: 'active' })
    release('runs')
  })

  test('clears a queue of what waits, not of what runs', async () => {
    await using queues = await open()
    const [queue, other] = [newQueue(), newQueue()]
    const { running, release } = gate()
    queues.work(queue, async ({ id }) => {
      if (id === 'flaky') throw new Error('later')
      await running(id)
    })
    const add = (to: QueueId, ...ids: string[]) =>
      queues.add(...ids.map((id): NewJob => ({ queue: to, name: 'x', id, data: null, retryDelayMs: 30_000 })))
    await add(queue, 'flaky', 'runs', 'waits')
    await add(other, 'elsewhere')
    await reached(queues, queue, 'runs', 'active')
    await queues.clear(queue)
    expect(await queues.missing(queue, ['flaky', 'runs', 'waits'])).toEqual(['flaky', 'waits'])
    expect(await queues.missing(other, ['elsewhere'])).toEqual([])
    release('runs')
  })

  test.each(['failed', 'wait', '17', 'a:b', '', 'a b'])(
    'refuses the id %j, which the backend needs itself',
    async (id) => {
      await using queues = await open()
      await expect(queues.add({ queue: newQueue(), name: 'x', id, data: null })).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
      })
    },
  )

  test.each(['', 'a:b', '{a}', 'a/b'])('refuses %j as a tag or name of a queue', async (part) => {
    await using queues = await open()
    const job = { name: 'x', data: null }
    for (const queue of [
      { tag: part, name: 'q' },
      { tag: 'sn-1', name: part },
    ]) {
      await expect(queues.add({ queue, ...job })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    }
  })

  test('keeps queues of one name and two tags apart', async () => {
    await using queues = await open()
    const queue = newQueue('sn-1')
    const twin = { ...queue, tag: 'sn-2' }
    await queues.add({ queue, name: 'x', id: 'x', data: null })
    expect(await queues.get(twin, 'x')).toBeNull()
    expect(await queues.missing(twin, ['x'])).toEqual(['x'])
  })

  test('tries again with backoff, as often as allowed, and says which attempt is the last', async () => {
    await using queues = await open()
    const queue = newQueue()
    const last: boolean[] = []
    queues.work(queue, async ({ isLastAttempt }) => {
      last.push(isLastAttempt)
      if (last.length < 3) throw new Error('not yet')
    })
    await queues.add({ queue, name: 'flaky', id: 'flaky', data: null, attempts: 3, retryDelayMs: 5 })
    await completed(queues, queue, 'flaky')
    expect(last).toEqual([false, false, true])
  })

  test('retries without a limit on request, with pauses that end at the longest', async () => {
    await using queues = await open()
    const queue = newQueue()
    const attempts: [number, boolean][] = []
    queues.work(queue, async ({ attempt, isLastAttempt }) => {
      attempts.push([attempt, isLastAttempt])
      if (attempts.length < 9) throw new Error('not yet')
    })
    const retries = { attempts: 'unlimited', retryDelayMs: 1, maxRetryDelayMs: 4 } as const
    await queues.add({ queue, name: 'x', id: 'x', data: null, ...retries })
    await completed(queues, queue, 'x')
    expect(attempts).toEqual(Array.from({ length: 9 }, (_, index) => [index + 1, false]))
  })

  test('does not retry what throws NoRetry, and keeps the reason', async () => {
    await using queues = await open()
    const queue = newQueue()
    let runs = 0
    queues.work(queue, async () => {
      runs += 1
      throw new NoRetry(new Error('the round is over'))
    })
    await queues.add({ queue, name: 'x', id: 'x', data: null, attempts: 'unlimited', retryDelayMs: 1 })
    await reached(queues, queue, 'x', 'failed')
    expect(await queues.get(queue, 'x')).toMatchObject({ attempts: 1, reason: 'the round is over' })
    expect(runs).toBe(1)
  })

  test('a worker whose close has begun can still be forced, and leaves what it runs to be repeated', async () => {
    await using queues = await open()
    const queue = newQueue()
    const { running, release } = gate()
    let runs = 0
    const hanging = queues.work(
      queue,
      async ({ id }) => {
        runs += 1
        await running(id)
      },
      { lockMs: 300 },
    )
    await queues.add({ queue, name: 'x', id: 'hangs', data: null })
    await vi.waitFor(() => expect(runs).toBe(1), patience)
    const closing = hanging.close()
    await hanging.close({ force: true })
    queues.work(queue, async () => {}, { lockMs: 300 })
    await completed(queues, queue, 'hangs')
    release('hangs')
    await closing
  })

  test('closes a worker once its job is over and acknowledged', async () => {
    await using queues = await open()
    const queue = newQueue()
    const { running, release } = gate()
    const worker = queues.work(queue, ({ id }) => running(id))
    await queues.add(...['x', 'y'].map((id): NewJob => ({ queue, name: 'x', id, data: null })))
    await reached(queues, queue, 'x', 'active')
    const closing = worker.close()
    release('x')
    await closing
    expect(await queues.get(queue, 'x')).toBeNull()
    expect(await queues.get(queue, 'y')).toMatchObject({ state: 'waiting' })
  })

  test('a job whose worker died runs again', async () => {
    await using survivor = await open()
    const queue = newQueue()
    const doomed = await open()
    // Its lock is not renewed and its end never reported, as after a kill.
    const started = new Promise<() => Promise<void>>((resolve) => {
      const worker = doomed.work(
        queue,
        () => {
          resolve(() => worker.close({ force: true }))
          return new Promise(() => {})
        },
        { lockMs: 300 },
      )
    })
    await survivor.add({ queue, name: 'once', id: 'once', data: null })
    const kill = await started
    await kill()
    survivor.work(queue, async () => {}, { lockMs: 300 })
    await completed(survivor, queue, 'once')
    await doomed[Symbol.asyncDispose]()
  })

  test('keeps jobs over a restart', async () => {
    const queue = newQueue()
    {
      await using before = await open()
      await before.add({ queue, name: 'kept', data: 7 })
    }
    await using after = await open()
    const job = await new Promise((resolve) => after.work(queue, async (one) => resolve(one)))
    expect(job).toMatchObject({ name: 'kept', data: 7 })
  })
}

/** Backends are real, so are their times: how long to look for a result, in ms. */
const patience = { timeout: 30_000, interval: 10 }

/** Waits until a job has this state. */
async function reached(queues: Queues, queue: QueueId, id: string, state: JobState): Promise<void> {
  await vi.waitFor(async () => expect(await queues.get(queue, id)).toMatchObject({ state }), patience)
}

/** Waits until a job that was added is over and did not fail. */
async function completed(queues: Queues, queue: QueueId, id: string): Promise<void> {
  await vi.waitFor(async () => expect(await queues.get(queue, id)).toBeNull(), patience)
}

/** Holds jobs until they are released by their id. */
function gate() {
  const gates = new EventEmitter()
  const open = new Set<string>()
  return {
    running: async (id: string) => {
      if (!open.has(id)) await once(gates, id)
    },
    release: (id: string) => {
      open.add(id)
      gates.emit(id)
    },
  }
}
