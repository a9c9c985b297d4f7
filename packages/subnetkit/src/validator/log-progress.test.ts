import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { createLog } from '../log/log.js'
import { logProgress } from './log-progress.js'

test('a worker says once a minute what it did, and is silent while it idles', async () => {
  const clock = createManualClock()
  const messages: string[] = []
  let waiting = 3
  const counts = async () => ({ waiting, active: 1, delayed: 1, failed: 0, oldestMs: null, workers: 2 })
  const log = createLog('worker', ({ message }) => void messages.push(message))
  using progress = logProgress({ log, queues: { counts }, names: [{ tag: 'sn-1', name: 'query' }], clock })
  const step = { round: 8, uid: 1, ms: 2 } as const
  progress.listen({ kind: 'step-done', step: 'query', ...step })
  progress.listen({ kind: 'step-done', step: 'score', ...step })
  progress.listen({ kind: 'step-done', step: 'fold', ...step })
  await clock.advance(60_000)
  expect(messages).toEqual(['jobs in the last minute: 1 query, 1 score; 4 waiting'])
  waiting = -1
  await clock.advance(180_000)
  expect(messages.slice(1)).toEqual(['jobs in the last minute: 0 query, 0 score; 0 waiting'])
})
