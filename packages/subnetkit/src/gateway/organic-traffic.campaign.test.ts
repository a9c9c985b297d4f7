import { expect, it } from 'vitest'
import { showTold, toldApart } from './testing/sight-rows.js'
import { trafficSeen } from './testing/traffic-seen.js'

it('by everything but the text, a miner does not tell requests of users from tasks: five seeds', async () => {
  const found: number[] = []
  for (const seed of ['first', 'second', 'third', 'fourth', 'fifth']) {
    const told = toldApart(await trafficSeen(seed))
    process.stdout.write(`${seed}: ${showTold(told)}\n`)
    found.push(told.all)
  }
  // One seed alone has a standard error of 0.02.
  expect(found.reduce((sum, auc) => sum + auc, 0) / found.length).toBeLessThanOrEqual(0.55)
})
