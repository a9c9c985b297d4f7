import { expect, test } from 'vitest'
import { createOrganicTraffic } from '../../organic/traffic.js'
import { turns } from './turns.js'

test('defect: tasks that a busy process had held up were sent in a bunch, or, unlike requests of users, one by one', async () => {
  let now = 0
  const organic = createOrganicTraffic({ windowMs: 3_200, clock: { now: () => now }, random: () => 0.5 })
  for (let call = 0; call < 40; call++) {
    now += 10
    organic.called('miner')
  }
  let isHeldUp = false
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      now += ms + (isHeldUp ? 10_000 : 0)
      isHeldUp = false
    },
  }
  const context = { organic, clock, signal: new AbortController().signal } as never
  const start = now
  const turn = turns(context, { budget: null, number: 1 }, 31)
  const times: number[] = []
  for (let task = 0; task < 31; task++) {
    isHeldUp = task === 2
    await turn()
    times.push(Math.round(now - start))
  }
  // Pauses of 100 ms: while it was held up, users' requests came, too, and the last ones go out with them.
  const held = 300 + 10_000
  expect(times.slice(0, 10)).toEqual([100, 200, ...Array<number>(7).fill(held), held + 100])
})
