import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import type { JobEvents, Queues } from '../types.js'

/** What {@link conformance} needs of a backend under test. */
export interface QueuesUnderTest {
  /** Queues over the same jobs each time it is called. */
  open(): Promise<Queues>
}

/** The behaviour that rounds rely on, asserted of one backend. Call it inside a `describe`. */
export function conformance(underTest: () => QueuesUnderTest): void {
  const name = () => `test-${randomUUID()}`
  const open = () => underTest().open()

  test('runs a job and hands over its result', async () => {
    await using queues = await open()
    const at = name()
    const events = await listen(queues, at)
    queues.worker<{ n: number }, number>(at, async (job) => job.data.n * 2)
    const job = await queues.queue<{ n: number }, number>(at).add('double', { n: 21 })
    expect(await job.waitUntilFinished(events as never, 20_000)).toBe(42)
  })

  test('adds a job of a known id only once, finished or not', async () => {
    await using queues = await open()
    const at = name()
    const queue = queues.queue<null>(at)
    await queue.add('same', null, { jobId: 'round-1' })
    await queue.add('same', null, { jobId: 'round-1' })
    expect(await queue.getJobCountByTypes('waiting')).toBe(1)
    const events = await listen(queues, at)
    let runs = 0
    queues.worker(at, async () => {
      runs += 1
    })
    await (await queue.getJob('round-1'))?.waitUntilFinished(events as never, 20_000)
    await queue.add('same', null, { jobId: 'round-1' })
    const later = await queue.add('other', null)
    await later.waitUntilFinished(events as never, 20_000)
    expect(runs).toBe(2)
  })

  test('runs a parent after its children, with one of them failed', async () => {
    await using queues = await open()
    const [parents, children] = [name(), name()]
    const done: string[] = []
    queues.worker(children, async (job) => {
      if (job.name === 'bad') throw new Error('child failed')
      done.push(job.name)
    })
    queues.worker(parents, async (job) => {
      done.push(job.name)
    })
    const events = await listen(queues, parents)
    const opts = { ignoreDependencyOnFailure: true, attempts: 2, backoff: { type: 'fixed', delay: 10 } }
    const flow = await queues.flow().add({
      name: 'fold',
      queueName: parents,
      opts: { jobId: 'fold-1' },
      children: ['good', 'bad', 'good'].map((child, index) => ({
        name: child,
        queueName: children,
        opts: { ...opts, jobId: `child-${index}` },
      })),
    })
    await flow.job.waitUntilFinished(events as never, 20_000)
    expect(done).toEqual(['good', 'good', 'fold'])
  })

  test('a flow added twice is one flow', async () => {
    await using queues = await open()
    const [parents, children] = [name(), name()]
    const add = () =>
      queues.flow().add({
        name: 'fold',
        queueName: parents,
        opts: { jobId: 'fold-1' },
        children: [{ name: 'child', queueName: children, opts: { jobId: 'child-1' } }],
      })
    await add()
    await add()
    let runs = 0
    const events = await listen(queues, parents)
    queues.worker(children, async () => {
      runs += 1
    })
    queues.worker(parents, async () => {})
    await (await queues.queue(parents).getJob('fold-1'))?.waitUntilFinished(events as never, 20_000)
    await add()
    expect(runs).toBe(1)
    expect(await queues.queue(parents).getJobCountByTypes('waiting-children')).toBe(0)
  })

  test('tries again with backoff, as often as allowed', async () => {
    await using queues = await open()
    const at = name()
    const events = await listen(queues, at)
    let attempts = 0
    queues.worker(at, async () => {
      attempts += 1
      if (attempts < 3) throw new Error('not yet')
      return attempts
    })
    const backoff = { type: 'exponential', delay: 5 }
    const job = await queues.queue(at).add('flaky', null, { attempts: 3, backoff })
    expect(await job.waitUntilFinished(events as never, 20_000)).toBe(3)
  })

  test('a job whose worker died runs again', async () => {
    await using survivor = await open()
    const at = name()
    const events = await listen(survivor, at)
    const steps = new EventEmitter()
    const started = once(steps, 'started')
    const doomed = await open()
    // Its lock is not renewed and its end never reported, as after a kill.
    const worker = doomed.worker(
      at,
      () => {
        steps.emit('started')
        return new Promise(() => {})
      },
      { lockMs: 300 },
    )
    const job = await survivor.queue<null>(at).add('once', null)
    await started
    await worker.close(true)
    survivor.worker(at, async () => 'done by another', { lockMs: 300 })
    expect(await job.waitUntilFinished(events as never, 25_000)).toBe('done by another')
    await doomed[Symbol.asyncDispose]()
  })

  test('keeps jobs over a restart', async () => {
    const at = name()
    {
      await using before = await open()
      await before.queue<number>(at).add('kept', 7)
    }
    await using after = await open()
    const worker = after.worker<number, number>(at, async (job) => job.data)
    const [job, result] = await once(worker, 'completed')
    expect([job.name, result]).toEqual(['kept', 7])
  })
}

async function listen(queues: Queues, name: string): Promise<JobEvents> {
  const events = queues.events(name)
  await events.waitUntilReady()
  return events
}
