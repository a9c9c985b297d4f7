import { describe, expect, it } from 'vitest'
import { createKeyedQueue, createSerialQueue } from './serial-queue.js'
import { createManualClock } from './testing/manual-clock.js'

/** Work that logs its start and end. */
function createWork() {
  const clock = createManualClock()
  const log: string[] = []
  const work = (name: string, ms: number) => async () => {
    log.push(`${name} starts`)
    await clock.sleep(ms)
    log.push(`${name} ends`)
    return name
  }
  return { clock, log, work }
}

describe('serial queue', () => {
  it('runs work one after another, in the order in which it came', async () => {
    const { clock, log, work } = createWork()
    const run = createSerialQueue()
    const all = Promise.all([run(work('a', 30)), run(work('b', 1)), run(() => 'c')])
    expect(await clock.runUntil(all)).toEqual(['a', 'b', 'c'])
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends'])
  })

  it('continues after work that failed', async () => {
    const run = createSerialQueue()
    const failed = run(() => Promise.reject(new Error('first')))
    const thrown = run(() => {
      throw new Error('second')
    })
    const last = run(() => 3)
    await expect(failed).rejects.toThrow('first')
    await expect(thrown).rejects.toThrow('second')
    await expect(last).resolves.toBe(3)
  })

  it('lets a caller give up its wait, without letting anybody overtake', async () => {
    const { clock, log, work } = createWork()
    const run = createSerialQueue()
    const controller = new AbortController()
    const first = run(work('a', 10))
    const second = run(work('b', 10), { signal: controller.signal })
    const third = run(work('c', 10))
    controller.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    await clock.runUntil(Promise.all([first, third]))
    expect(log).toEqual(['a starts', 'a ends', 'c starts', 'c ends'])
  })

  it('waits for work that has begun, whatever its signal', async () => {
    const { clock, work } = createWork()
    const controller = new AbortController()
    const run = createSerialQueue()
    const begun = run(work('a', 10), { signal: controller.signal })
    await clock.advance(1)
    controller.abort(new Error('enough'))
    await expect(clock.runUntil(begun)).resolves.toBe('a')
  })
})

describe('keyed queue', () => {
  it('runs one after another for a key, side by side for different keys', async () => {
    const { clock, log, work } = createWork()
    const run = createKeyedQueue()
    await clock.runUntil(
      Promise.all([run('x', work('x1', 30)), run('x', work('x2', 1)), run('y', work('y1', 5))]),
    )
    expect(log).toEqual(['x1 starts', 'y1 starts', 'y1 ends', 'x1 ends', 'x2 starts', 'x2 ends'])
  })

  it('continues after work that failed', async () => {
    const run = createKeyedQueue()
    const failed = run('x', () => Promise.reject(new Error('first')))
    const second = run('x', async () => 2)
    await expect(failed).rejects.toThrow('first')
    await expect(second).resolves.toBe(2)
  })
})
