import { loadavg } from 'node:os'
import { expect, it } from 'vitest'
import { showTold, toldApart } from './testing/sight-rows.js'
import { wiredTraffic } from './testing/traffic-wired.js'

const { ORGANIC_SEEDS = 'first,second,third,fourth,fifth' } = process.env

it('by everything but the text, a miner does not tell requests of users from tasks of a validator in real time', async () => {
  const found: number[] = []
  for (const seed of ORGANIC_SEEDS.split(',')) {
    const { sights, outcomes } = await wiredTraffic(seed, 400)
    const told = toldApart(sights)
    process.stdout.write(
      `${seed}: ${showTold(told)}; ${JSON.stringify([...outcomes])}; load ${loadavg()[0]}\n`,
    )
    found.push(told.all)
  }
  expect(found.reduce((sum, auc) => sum + auc, 0) / found.length).toBeLessThanOrEqual(0.55)
}, 1_800_000)
