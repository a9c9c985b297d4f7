import { expect, test } from 'vitest'
import { createOrganicTraffic } from '../../organic/traffic.js'
import { turns } from './turns.js'

test('defect: tasks that a busy process had held up were sent in a bunch', async () => {
  let now = 0
  const organic = createOrganicTraffic({ windowMs: 400, clock: { now: () => now }, random: () => 0.5 })
  for (let call = 0; call < 40; call++) {
    now += 10
    organic.called('miner')
  }
  const slept: number[] = []
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      slept.push(ms)
      now += ms + 1_000 // held up
    },
  }
  const context = { organic, clock, signal: new AbortController().signal } as never
  const turn = turns(context, { budget: null, number: 1 }, 3)
  for (let task = 0; task < 3; task++) await turn()
  expect(slept).toEqual([100, 100, 100])
})
