import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { createAnswerSpace } from './answer-space.js'

/** Space of 100 bytes over a store whose size the test sets; it records reads, troubles and their ends. */
function setUp() {
  const clock = createManualClock()
  const calls: string[] = []
  const stored = { bytes: 0 }
  const space = createAnswerSpace({
    store: {
      async answerBytes() {
        calls.push('read')
        return stored.bytes
      },
    },
    clock,
    troubles: {
      met: (_work, error) => calls.push((error as { code: string }).code),
      over: () => calls.push('over'),
    },
    limit: 100,
  })
  return { clock, calls, stored, space }
}

const { signal } = new AbortController()
const wanted = async () => true

test('defect: answers that nothing scores filled the store without a limit', async () => {
  const { clock, calls, stored, space } = setUp()
  stored.bytes = 100
  let isThrough = false
  const waiting = space.wait(wanted, signal).then((result) => {
    isThrough = true
    return result
  })
  await clock.advance(1_000)
  expect(isThrough).toBe(false)
  expect(calls).toEqual(['read', 'ANSWERS_FULL', 'read', 'ANSWERS_FULL'])
  stored.bytes = 99
  await clock.advance(1_000)
  expect(await waiting).toBe(true)
  expect(calls.at(-1)).toBe('over')
})

test('the store is read once a second, however many miners are asked', async () => {
  const { clock, calls, space } = setUp()
  for (let times = 0; times < 5; times++) await space.wait(wanted, signal)
  await clock.advance(1_000)
  await space.wait(wanted, signal)
  expect(calls.filter((call) => call === 'read')).toHaveLength(2)
})

test('a miner whose round closes meanwhile is not waited for', async () => {
  const { clock, stored, space } = setUp()
  stored.bytes = 100
  const waiting = space.wait(async () => false, signal)
  await clock.advance(1_000)
  expect(await waiting).toBe(false)
})
