import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { JobState, Queues } from '../types.js'

/** Backend under test, as {@link conformance} needs it. */
export interface QueuesUnderTest {
  /** Queues over the same jobs each time it is called. */
  open(): Promise<Queues>
}

/** The behaviour that rounds rely on, asserted of one backend. Call it inside a `describe`. */
export function conformance(underTest: () => QueuesUnderTest): void {
  const newName = () => `test-${randomUUID()}`
  const open = () => underTest().open()

  test('runs a job with its data', async () => {
    await using queues = await open()
    const queue = newName()
    const seen: unknown[] = []
    queues.work(queue, async (job) => void seen.push(job))
    await queues.add({ queue, name: 'double', id: 'first', data: { n: 21 } })
    await reached(queues, queue, 'first', 'completed')
    expect(seen).toEqual([{ id: 'first', name: 'double', data: { n: 21 }, isLastAttempt: false }])
  })

  test('adds several jobs at once, and knows which it does not have', async () => {
    await using queues = await open()
    const [one, two] = [newName(), newName()]
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

  test('adds a job of a known id only once, finished or not', async () => {
    await using queues = await open()
    const queue = newName()
    const add = (id: string) => queues.add({ queue, name: 'same', id, data: null })
    await add('round-1')
    await add('round-1')
    const runs: string[] = []
    queues.work(queue, async ({ id }) => void runs.push(id))
    await reached(queues, queue, 'round-1', 'completed')
    await add('round-1')
    await add('other')
    await reached(queues, queue, 'other', 'completed')
    expect(runs).toEqual(['round-1', 'other'])
  })

  test('forgets a job that asked for it, so that its id can be used again', async () => {
    await using queues = await open()
    const queue = newName()
    let runs = 0
    const twice = new Promise<void>((resolve) => {
      queues.work(queue, async () => {
        if (++runs === 2) resolve()
      })
    })
    await queues.add({ queue, name: 'x', id: 'outbox', data: null, forget: true })
    await vi.waitFor(async () => expect(await queues.get(queue, 'outbox')).toBeNull(), patience)
    await queues.add({ queue, name: 'x', id: 'outbox', data: null, forget: true })
    await twice
  })

  test('runs a parent after its children, with one of them failed', async () => {
    await using queues = await open()
    const [parents, children] = [newName(), newName()]
    const done: string[] = []
    queues.work(children, async ({ name }) => {
      if (name === 'bad') throw new Error('child failed')
      done.push(name)
    })
    queues.work(parents, async ({ name }) => void done.push(name))
    await queues.addFlow(
      { queue: parents, name: 'fold', id: 'fold-1', data: null },
      ['good', 'bad', 'good'].map((name, index) => ({
        ...{ queue: children, name, id: `child-${index}`, data: null },
        ...{ attempts: 2, retryDelayMs: 10 },
      })),
    )
    await reached(queues, parents, 'fold-1', 'completed')
    expect(done).toEqual(['good', 'good', 'fold'])
    expect(await queues.get(children, 'child-1')).toMatchObject({ state: 'failed', attempts: 2 })
  })

  test('a flow added twice is one flow', async () => {
    await using queues = await open()
    const [parents, children] = [newName(), newName()]
    const add = () =>
      queues.addFlow({ queue: parents, name: 'fold', id: 'fold-1', data: null }, [
        { queue: children, name: 'child', id: 'child-1', data: null },
      ])
    await add()
    await add()
    let runs = 0
    queues.work(children, async () => {
      runs += 1
    })
    queues.work(parents, async () => {})
    await reached(queues, parents, 'fold-1', 'completed')
    await add()
    expect(runs).toBe(1)
    expect(await queues.get(parents, 'fold-1')).toMatchObject({ state: 'completed' })
  })

  test('tries again with backoff, as often as allowed, and says which attempt is the last', async () => {
    await using queues = await open()
    const queue = newName()
    const last: boolean[] = []
    queues.work(queue, async ({ isLastAttempt }) => {
      last.push(isLastAttempt)
      if (last.length < 3) throw new Error('not yet')
    })
    await queues.add({ queue, name: 'flaky', id: 'flaky', data: null, attempts: 3, retryDelayMs: 5 })
    await reached(queues, queue, 'flaky', 'completed')
    expect(last).toEqual([false, false, true])
  })

  test('runs a failed job again when retried', async () => {
    await using queues = await open()
    const queue = newName()
    let works = false
    queues.work(queue, async () => {
      if (!works) throw new Error('broken')
    })
    await queues.add({ queue, name: 'x', id: 'x', data: null, attempts: 1 })
    await reached(queues, queue, 'x', 'failed')
    works = true
    await (await queues.get(queue, 'x'))?.retry()
    await reached(queues, queue, 'x', 'completed')
    await (await queues.get(queue, 'x'))?.retry()
    expect(await queues.get(queue, 'x')).toMatchObject({ state: 'completed' })
  })

  test('a job whose worker died runs again', async () => {
    await using survivor = await open()
    const queue = newName()
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
    await reached(survivor, queue, 'once', 'completed')
    await doomed[Symbol.asyncDispose]()
  })

  test('keeps jobs over a restart', async () => {
    const queue = newName()
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
async function reached(queues: Queues, queue: string, id: string, state: JobState): Promise<void> {
  await vi.waitFor(async () => expect(await queues.get(queue, id)).toMatchObject({ state }), patience)
}
