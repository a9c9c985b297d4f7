import { watchCalibration } from '@subnetkit/core'
import { expect, test } from 'vitest'
import { falseAlarms, foundWithin, hunt } from './campaign.js'
import { cheatNames } from './cheats.js'

const seeds = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + at)

test('at most one of forty honest populations of other seeds than the calibration has a false alarm', () => {
  const alarmed = seeds(40, 50_000).filter((seed) => falseAlarms(seed).length > 0)
  expect(alarmed.length).toBeLessThanOrEqual(1)
})

test.each(cheatNames)('four of five of who %s are found within the epochs that the report states', (name) => {
  const stated = watchCalibration.cheats.find(({ cheat }) => cheat === name)
  expect(stated).toBeDefined()
  const within = foundWithin(
    seeds(5, 60_000 + 100 * cheatNames.indexOf(name)).map((seed) => hunt(seed, name)),
    0.8,
  )
  expect(within).not.toBeNull()
  expect(within!).toBeLessThanOrEqual(stated!.within ?? 40)
})
