import { createManualClock } from '@subnetkit/base/testing'
import { expect, it } from 'vitest'
import { restedReading } from './rested-reading.js'

it('one reading serves all for some seconds, and a failed one the next who asks', async () => {
  const clock = createManualClock()
  let count = 0
  const read = restedReading(clock, async () => {
    count += 1
    if (count === 2) throw new Error('lost')
    return count
  })
  expect(await Promise.all([read(), read()])).toEqual([1, 1])
  await clock.advance(4_999)
  expect(await read()).toBe(1)
  await clock.advance(1)
  await expect(read()).rejects.toThrow('lost')
  expect(await read()).toBe(3)
})

it('defect: a chain that was slow was asked again every five seconds, while the first reading still ran', async () => {
  const clock = createManualClock()
  let count = 0
  let answer = (_: string) => {}
  const read = restedReading(clock, () => {
    count += 1
    return new Promise<string>((resolve) => {
      answer = resolve
    })
  })
  const first = read()
  await clock.advance(60_000)
  const second = read()
  expect(count).toBe(1)
  answer('late')
  expect(await Promise.all([first, second])).toEqual(['late', 'late'])
  void read()
  expect(count).toBe(2)
})
