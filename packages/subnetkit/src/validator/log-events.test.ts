import { expect, test } from 'vitest'
import type { Log } from '../log/log.js'
import { createEventLog } from './log-events.js'

test('defect: a skipped round was logged without a code', () => {
  const lines: unknown[] = []
  const log = { write: (...line: unknown[]) => void lines.push(line) } as unknown as Log
  const listener = createEventLog(log, undefined)
  const skipped = { kind: 'round-skipped', round: 4, reason: 'no answer' } as const
  listener({ ...skipped, code: 'PLAN_FAILED', cause: 'CHAIN_TIMEOUT' })
  listener({ ...skipped, code: 'ROUND_OVERTAKEN', cause: null })
  expect(lines).toEqual([
    [
      'warn',
      {
        event: 'round-skipped',
        code: 'PLAN_FAILED',
        message: 'round 4 is skipped: CHAIN_TIMEOUT: no answer',
      },
    ],
    ['warn', { event: 'round-skipped', code: 'ROUND_OVERTAKEN', message: 'round 4 is skipped: no answer' }],
  ])
})
