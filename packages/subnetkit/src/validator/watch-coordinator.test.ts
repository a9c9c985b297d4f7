import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { createLog } from '../log/log.js'
import { watchCoordinator } from './watch-coordinator.js'

test('a worker reports once that its coordinator is silent, and once that it is back', async () => {
  const clock = createManualClock()
  const events: string[] = []
  const log = createLog('worker', ({ event }) => void events.push(event))
  let seenAt = 0
  const announced = async () => ({ genesisHash: '0x', subnet: 'adder', version: '1', settings: {}, seenAt })
  using _ = watchCoordinator({ log, store: { announced }, name: 'the coordinator', clock })
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 20_000) await clock.advance(20_000)
  }
  await pass(60_000)
  seenAt = 1
  await pass(60_000)
  expect(events).toEqual([])
  await pass(200_000)
  expect(events).toEqual(['coordinator-silent'])
  seenAt = 2
  await pass(20_000)
  expect(events).toEqual(['coordinator-silent', 'coordinator-back'])
})
