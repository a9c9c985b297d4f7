import { expect, it } from 'vitest'
import { createAlarms } from './alarms.js'

const trouble = { kind: 'trouble', code: 'QUEUE_UNAVAILABLE', reason: 'gone', fix: 'Start it.' } as const

it('an alarm stays open until its trouble is over, and counts how often it came', () => {
  let now = 1
  const alarms = createAlarms(() => now)
  alarms.observe({ ...trouble, lasting: true })
  now = 2
  alarms.observe({ ...trouble, lasting: true })
  expect(alarms.list()).toMatchObject([{ code: 'QUEUE_UNAVAILABLE', at: 2, count: 2, isOpen: true }])
  alarms.observe({ kind: 'trouble-over', code: 'QUEUE_UNAVAILABLE' })
  expect(alarms.list()).toMatchObject([{ isOpen: false }])
})

it('a round that began before the process is no alarm, and the newest twenty are kept', () => {
  const alarms = createAlarms(() => 0)
  const skipped = { kind: 'round-skipped', round: 1, cause: null, reason: 'late' } as const
  alarms.observe({ ...skipped, code: 'BEGAN_BEFORE_START' })
  expect(alarms.list()).toEqual([])
  for (let code = 0; code < 30; code++) alarms.observe({ ...trouble, code: `CODE_${code}` })
  expect(alarms.list()).toHaveLength(20)
  expect(alarms.list()[0]).toMatchObject({ code: 'CODE_29', isOpen: false })
})
