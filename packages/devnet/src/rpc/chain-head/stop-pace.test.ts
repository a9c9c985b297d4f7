import { createManualClock } from '@subnetkit/base/testing'
import { expect, test } from 'vitest'
import { createStopPace } from './stop-pace.js'

test('defect: three stops in a row made polkadot-api hang: the third comes a second after the second', async () => {
  const clock = createManualClock()
  const pace = createStopPace(clock)
  const stops: number[] = []
  const start = clock.now()
  const stop = () => pace.run(() => stops.push(clock.now() - start))
  for (let count = 0; count < 3; count++) stop()
  expect(stops).toEqual([0, 0])
  await clock.advance(1_099)
  expect(stops).toHaveLength(2)
  await clock.advance(1)
  expect(stops).toEqual([0, 0, 1_100])
  // Two in a row again, since the first of them came late enough.
  stop()
  stop()
  await clock.advance(2_000)
  expect(stops).toEqual([0, 0, 1_100, 1_100, 2_200])
})

test('stops that are apart come at once, and one that waits can be cancelled', async () => {
  const clock = createManualClock()
  const pace = createStopPace(clock)
  let stops = 0
  for (let count = 0; count < 5; count++) {
    pace.run(() => stops++)
    await clock.advance(1_100)
  }
  expect(stops).toBe(5)
  pace.run(() => stops++)
  pace.run(() => stops++)
  const cancel = pace.run(() => stops++)
  cancel()
  await clock.advance(5_000)
  expect(stops).toBe(7)
})
