import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { createPatience } from './answer-patience.js'

const never = () => new Promise<number>(() => {})

function stage(most = 2) {
  const clock = createManualClock()
  let used = 0
  const patienceOf = createPatience({
    ...{ clock, most, idleMs: 1_000, shortMs: 100 },
    usedMs: () => used,
  })
  return { clock, patienceOf, use: (ms: number) => (used += ms) }
}

test('defect: an answer that never resolved stopped a play in one process for ever', async () => {
  const { clock, patienceOf } = stage()
  const patience = patienceOf()
  const waited = async () => {
    const before = clock.now()
    await expect(clock.runUntil(patience.wait('stuck', never))).rejects.toThrow('did not resolve')
    return clock.now() - before
  }
  expect([await waited(), await waited(), await waited()]).toEqual([1_000, 100, 0])
  expect(await patience.wait('other', () => 1)).toBe(1)
  // Another validator asks again, and knows that it need not wait for long.
  const before = clock.now()
  await expect(clock.runUntil(patienceOf().wait('stuck', never))).rejects.toThrow('did not resolve')
  expect(clock.now() - before).toBe(100)
})

test('an answer is waited for as long as something is computed', async () => {
  const { clock, patienceOf, use } = stage()
  let answer = (_: number) => {}
  const waiting = patienceOf().wait('slow', () => new Promise<number>((resolve) => (answer = resolve)))
  for (let second = 0; second < 30; second++) {
    use(50)
    await clock.advance(500)
  }
  answer(7)
  expect(await waiting).toBe(7)
  expect(clock.pending).toBe(0)
})
