import { expect, test } from 'vitest'
import { coreError } from '../errors.js'
import { createCondition } from '../queue/condition.js'
import type { Queues } from '../queue/types.js'
import { announceTrouble } from './announce-trouble.js'
import type { ValidatorEvent } from './events.js'

test('trouble of queues is emitted when it begins, changes and ends, once for roles that share them', () => {
  const condition = createCondition()
  const queues = { onTrouble: condition.listen } as Queues
  const events: ValidatorEvent[] = []
  const emit = (event: ValidatorEvent) => void events.push(event)
  const stops = [announceTrouble({ queues, emit }), announceTrouble({ queues, emit })]
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
  for (const stop of stops) stop()
  condition.set(coreError('QUEUE_READ_ONLY', { backend }))
  expect(events).toHaveLength(4)
})
