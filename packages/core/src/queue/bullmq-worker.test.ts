import { EventEmitter } from 'node:events'
import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { coreError } from '../errors.js'
import { type BullWorker, closeWorker, drainWorker, superviseWorker } from './bullmq-worker.js'
import { createCondition } from './condition.js'
import { redisTrouble } from './redis-errors.js'

/** A supervised worker without a backend, with the calls it received and what it reported. */
function setUp({ running = 0 } = {}) {
  const clock = createManualClock()
  const condition = createCondition()
  const told: string[] = []
  const reported: unknown[] = []
  const worker = Object.assign(new EventEmitter(), {
    pause: async () => void told.push('pause'),
    resume: async () => void told.push('resume'),
    close: async () => {},
  })
  superviseWorker(worker as unknown as BullWorker, {
    ...{ queue: 'sn-7/q', lockMs: 10_000, condition, clock },
    running: () => running,
    report: (error) => redisTrouble(error, 'redis.test:6379'),
    onError: (error) => reported.push(error),
  })
  return {
    clock,
    condition,
    told,
    reported,
    fail: (message: string) => worker.emit('error', new Error(message)),
    worker,
  }
}

const full = "OOM command not allowed when used memory > 'maxmemory'."

test('an idle worker that is refused rests for a second, however often it is refused', async () => {
  const { clock, told, reported, fail } = setUp()
  for (let times = 0; times < 100; times += 1) fail(full)
  expect(told).toEqual(['pause'])
  await clock.advance(1_000)
  fail(full)
  expect(told).toEqual(['pause', 'resume', 'pause'])
  expect(reported).toEqual([])
})

test('a worker with running jobs does not rest: ending them gives a full backend room', () => {
  const { told, fail } = setUp({ running: 1 })
  fail(full)
  expect(told).toEqual([])
})

test('a lost connection is left to BullMQ, and what another worker has ended is no error', () => {
  const { told, reported, fail } = setUp()
  fail('connect ECONNREFUSED 127.0.0.1:6379')
  fail('Missing lock for job query-1-2. moveToFinished')
  fail('Missing key for job query-1-2. moveToFinished')
  expect(told).toEqual([])
  expect(reported).toEqual([])
})

test('lost locks are reported once a minute, and not as long as the backend was in trouble', async () => {
  const { clock, condition, reported, fail } = setUp()
  const lose = () => fail('could not renew lock for job query-1-2')
  condition.set(coreError('QUEUE_UNAVAILABLE', { backend: 'redis.test:6379', detail: 'frozen' }))
  lose()
  condition.set(null)
  lose()
  expect(reported).toEqual([])
  await clock.advance(10_000)
  for (let times = 0; times < 50; times += 1) lose()
  expect(reported).toMatchObject([{ code: 'JOB_LOCK_LOST' }])
  await clock.advance(60_000)
  lose()
  expect(reported).toHaveLength(2)
})

test('a job whose workers died too often is reported by its id', () => {
  const { reported, worker } = setUp()
  worker.emit('failed', { id: 'score-1-2' }, new Error('job stalled more than allowable limit'))
  worker.emit('failed', { id: 'score-1-3' }, new Error('the miner lied'))
  expect(reported).toMatchObject([{ code: 'JOB_STALLED', details: { job: 'score-1-2' } }])
})

/** A worker whose own close ends only by force, with a job that ends only if `over`. */
function setUpEnding({ over }: { readonly over: boolean }) {
  const clock = createManualClock()
  const condition = createCondition()
  const calls: string[] = []
  const stuck = new Promise<void>(() => {})
  const worker = Object.assign(new EventEmitter(), {
    pause: async () => {},
    resume: async () => {},
    async close(force = false) {
      calls.push(force ? 'force' : 'close')
      if (!force) await stuck
    },
    backend: { disconnectBlocking: async () => void calls.push('disconnect') },
  })
  const running = new Set(over ? [] : [stuck])
  return { calls, clock, condition, ending: { worker, condition, running, clock, answerMs: 1_500 } }
}

const lost = () => coreError('QUEUE_UNAVAILABLE', { backend: 'redis.test:6379', detail: 'no answer' })

test('defect: a worker waited for its jobs while the backend was lost', async () => {
  const { condition, ending, calls, clock } = setUpEnding({ over: false })
  condition.set(lost())
  const closed = drainWorker(ending)
  await clock.advance(0)
  await closed
  expect(calls).toEqual(['force'])
})

test('defect: a worker went on waiting for its jobs when the backend was lost meanwhile', async () => {
  const { condition, ending, calls, clock } = setUpEnding({ over: false })
  const closed = drainWorker(ending)
  await clock.advance(5_000)
  expect(calls).toEqual([])
  condition.set(lost())
  await closed
  expect(calls).toEqual(['force'])
})

test('defect: a worker never closed beside a backend that had frozen unnoticed', async () => {
  const { ending, calls, clock } = setUpEnding({ over: true })
  const closed = closeWorker(ending)
  await clock.advance(1_500)
  await closed
  expect(calls).toEqual(['close', 'disconnect'])
})
