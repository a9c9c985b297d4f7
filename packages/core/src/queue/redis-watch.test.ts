import { EventEmitter, once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createManualClock } from '@subnetkit/base/testing'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { createCondition } from './condition.js'
import { leaveReplicas, type WatchedRedis, watchRedis } from './redis-watch.js'

/** A connection whose writes do what `write` says. */
function setUp() {
  const clock = createManualClock()
  const condition = createCondition()
  const announced: (string | null)[] = []
  condition.listen((trouble) => announced.push(trouble?.code ?? null))
  const state = { write: async (): Promise<'OK'> => 'OK', reconnects: 0 }
  const redis = Object.assign(new EventEmitter(), {
    status: 'ready',
    set: () => state.write(),
    disconnect: () => {
      state.reconnects += 1
    },
  })
  const watch = watchRedis({
    redis: redis as unknown as WatchedRedis,
    backend: 'redis.test:6379',
    condition,
    key: () => '{sn-7}:probe',
    clock,
  })
  return { clock, condition, announced, state, redis, watch }
}

const refuse = (message: string) => () => Promise.reject(new Error(message))

test('trouble that is met again and again is announced once, and so is its end', async () => {
  const { clock, announced, state, watch } = setUp()
  state.write = refuse("OOM command not allowed when used memory > 'maxmemory'.")
  await clock.advance(2_000)
  for (let times = 0; times < 1_000; times += 1) watch.report(new Error('OOM command not allowed'))
  await clock.advance(10_000)
  expect(announced).toEqual(['QUEUE_FULL'])
  state.write = async () => 'OK'
  await clock.advance(10_000)
  expect(announced).toEqual(['QUEUE_FULL', null])
})

test('trouble is not over while workers still meet it', async () => {
  const { clock, announced, watch } = setUp()
  for (let times = 0; times < 10; times += 1) {
    watch.report(new Error('connect ECONNREFUSED 127.0.0.1:6379'))
    await clock.advance(1_000)
  }
  expect(announced).toEqual(['QUEUE_UNAVAILABLE'])
  await clock.advance(5_000)
  expect(announced).toEqual(['QUEUE_UNAVAILABLE', null])
})

test('a server that is gone without a word, or became a replica, is dialled again', async () => {
  const { clock, announced, state } = setUp()
  state.write = () => new Promise(() => {})
  await clock.advance(7_000)
  expect(announced).toEqual(['QUEUE_UNAVAILABLE'])
  expect(state.reconnects).toBe(1)
  state.write = refuse("READONLY You can't write against a read only replica.")
  await clock.advance(2_000)
  expect(announced).toEqual(['QUEUE_UNAVAILABLE', 'QUEUE_READ_ONLY'])
  expect(state.reconnects).toBe(2)
})

test('a lost connection is announced, with a reason that says more where there is one', async () => {
  const { condition, announced, redis } = setUp()
  redis.emit('error', new Error('WRONGPASS invalid username-password pair or user is disabled.'))
  redis.emit('close')
  expect(announced).toEqual(['QUEUE_LOGIN_REFUSED'])
  condition.set(null)
  redis.emit('close')
  expect(announced).toEqual(['QUEUE_LOGIN_REFUSED', null, 'QUEUE_UNAVAILABLE'])
})

test('an error of a single job is no trouble of the server', () => {
  const { announced, watch } = setUp()
  expect(watch.report(new Error('Missing lock for job query-1-2. moveToFinished'))).toBeNull()
  expect(announced).toEqual([])
})

test('defect: each of many commands that a replica refused left a listener on the socket', async () => {
  const replica = createServer((socket) => {
    socket.on('data', (data) => {
      const commands = data.toString().match(/\*\d+\r\n/g)?.length ?? 0
      socket.write("-READONLY You can't write against a read only replica.\r\n".repeat(commands))
    })
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(replica, 'listening')
  const warnings: string[] = []
  const note = (warning: Error) => warnings.push(warning.name)
  process.on('warning', note)
  const redis = new Redis({
    ...{ port: (replica.address() as AddressInfo).port, enableReadyCheck: false, disableClientInfo: true },
    retryStrategy: () => null,
    reconnectOnError: leaveReplicas(),
  })
  redis.on('error', () => {})
  await once(redis, 'ready')
  const left = once(redis, 'close')
  const writes = await Promise.allSettled(Array.from({ length: 20 }, () => redis.set('key', '1')))
  expect(new Set(writes.map(({ status }) => status))).toEqual(new Set(['rejected']))
  await left
  process.off('warning', note)
  redis.disconnect()
  replica.close()
  expect(warnings).toEqual([])
})

test('a replica is left again where the address leads to it once more', async () => {
  const clock = createManualClock()
  const leave = leaveReplicas(clock)
  const [connection, other] = [{ leave }, { leave }]
  const refused = new Error('READONLY')
  expect([connection.leave(new Error('OOM')), connection.leave(refused), connection.leave(refused)]).toEqual([
    ...[false, 1, false],
  ])
  expect(other.leave(refused)).toBe(1)
  await clock.advance(1_000)
  expect(connection.leave(refused)).toBe(1)
})
