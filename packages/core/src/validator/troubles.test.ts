import { chainError } from '@subnetkit/chain'
import { expect, test } from 'vitest'
import { coreError } from '../errors.js'
import { createCondition } from '../queue/condition.js'
import type { Queues } from '../queue/types.js'
import type { ValidatorEvent } from './events.js'
import { watchTroubles } from './troubles.js'

test('trouble of queues is emitted when it begins, changes and ends, once for roles that share them', () => {
  const condition = createCondition()
  const queues = { onTrouble: condition.listen } as Queues
  const events: ValidatorEvent[] = []
  const emit = (event: ValidatorEvent) => void events.push(event)
  const roles = [
    watchTroubles({ queues, netuid: 1, emit }),
    watchTroubles({ queues, netuid: 1, emit: () => {} }),
  ]
  for (const role of roles) role.begin()
  const backend = 'redis.test:6379'
  for (let times = 0; times < 3; times += 1) {
    condition.set(coreError('QUEUE_UNAVAILABLE', { backend, detail: 'ECONNREFUSED' }))
  }
  condition.set(coreError('QUEUE_FULL', { backend, detail: 'OOM' }))
  condition.set(null)
  expect(events).toMatchObject([
    { kind: 'trouble', code: 'QUEUE_UNAVAILABLE', fix: expect.stringMatching(/\.$/) },
    { kind: 'trouble-over', code: 'QUEUE_UNAVAILABLE' },
    { kind: 'trouble', code: 'QUEUE_FULL', fix: expect.stringMatching(/\.$/) },
    { kind: 'trouble-over', code: 'QUEUE_FULL' },
  ])
  for (const role of roles) role.end()
  condition.set(coreError('QUEUE_READ_ONLY', { backend }))
  expect(events).toHaveLength(4)
})

test('defect: a lost database or signer was trouble at each attempt, and its end was not said', () => {
  const condition = createCondition()
  const queues = { onTrouble: condition.listen } as Queues
  const events: ValidatorEvent[] = []
  const troubles = watchTroubles({ queues, netuid: 1, emit: (event) => void events.push(event) })
  troubles.begin()
  const lost = coreError('DATABASE_LOST', { place: 'db.test', detail: 'ECONNRESET' })
  const unreachable = coreError('DATABASE_UNREACHABLE', { place: 'db.test', detail: 'ECONNREFUSED' })
  for (const [work, error] of [
    ['head', lost],
    ['query', unreachable],
    ['head', unreachable],
  ] as const)
    troubles.met(work, error)
  troubles.over('head')
  expect(events).toMatchObject([{ kind: 'trouble', code: 'DATABASE_LOST', lasting: true }])
  troubles.over('query')
  troubles.over('query')
  troubles.met('plan', chainError('SIGNER_UNREACHABLE', { socket: '/run/s', detail: 'ECONNREFUSED' }))
  expect(events.slice(1)).toMatchObject([
    { kind: 'trouble-over', code: 'DATABASE_LOST' },
    { kind: 'trouble', code: 'SIGNER_UNREACHABLE', fix: expect.stringContaining('subnet signer') },
  ])
  troubles.end()
})

test('defect: a database that came back read-only was still announced as lost', () => {
  const queues = { onTrouble: createCondition().listen } as Queues
  const events: ValidatorEvent[] = []
  const troubles = watchTroubles({ queues, netuid: 1, emit: (event) => void events.push(event) })
  troubles.begin()
  const about = { place: 'db.test', detail: 'x' }
  troubles.met('head', coreError('DATABASE_LOST', about))
  troubles.met('head', coreError('DATABASE_SLOW', about))
  troubles.met('head', coreError('DATABASE_READ_ONLY', about))
  troubles.over('head')
  expect(events).toMatchObject([
    { kind: 'trouble', code: 'DATABASE_LOST' },
    { kind: 'trouble-over', code: 'DATABASE_LOST' },
    { kind: 'trouble', code: 'DATABASE_READ_ONLY', lasting: true },
    { kind: 'trouble-over', code: 'DATABASE_READ_ONLY' },
  ])
  troubles.end()
})
