import { expect, test } from 'vitest'
import { turncoat } from '../agents/gaming.js'
import { honest } from '../agents/honest.js'
import type { MinerRecord } from '../play/records.js'
import { simulate } from '../play/simulate.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { reportOf } from './report.js'
import { turnedOf } from './turned.js'

const recordOf = (incentives: readonly number[], fields: Partial<MinerRecord> = {}): MinerRecord => ({
  ...{
    hotkey: 'turncoat',
    operator: 'turncoat',
    agent: turncoat({ after: 3 }),
    joined: 2,
    left: null,
    burn: 0n,
  },
  ...{ earned: 0n, work: 0, answers: 0, silent: 0, late: 0, malformed: 0, trouble: null, means: [] },
  ...{ pays: [], works: [] },
  ...{ incentives: [...incentives], ...fields },
})

test('the fall of a miner is timed from the epoch in which it turns', () => {
  const fallen = recordOf([0, 100, 100, 90, 60, 30, 10], { left: 11 })
  // Before: 66.7 on average.
  expect(turnedOf([{ miners: [fallen] }])).toEqual([
    {
      ...{ name: 'turncoat', turned: 1, neverHalved: 0, neverDropped: 0 },
      ...{ halved: { mean: 3, half: 0 }, dropped: { mean: 6, half: 0 } },
    },
  ])
})

test('who is still paid, who never was, and who has not turned yet', () => {
  const paid = recordOf([100, 100, 100, 90, 80])
  const never = recordOf([0, 0, 0, 0, 0])
  const young = recordOf([100, 100, 100])
  expect(turnedOf([{ miners: [paid, never, young] }])).toMatchObject([
    { turned: 1, neverHalved: 1, halved: { mean: 2 }, dropped: null, neverDropped: 1 },
  ])
  expect(turnedOf([{ miners: [recordOf([1, 2, 3, 4], { agent: honest() })] }])).toEqual([])
})

test('a played turncoat falls, and loses its place where others want it', async () => {
  const population = {
    miners: [
      { agent: honest(), operators: 4 },
      { agent: turncoat({ after: 6 }) },
      { agent: honest({ name: 'late' }), joins: 20 },
    ],
    validators: [{ agent: honestValidator(), count: 2 }],
  }
  const chain = { maxUids: 8, minNonImmuneUids: 1, immunityPeriod: 360 }
  const report = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 24, chain })])
  const [turned] = report.turned
  expect(turned).toMatchObject({ name: 'turncoat', turned: 1, neverHalved: 0, neverDropped: 0 })
  expect(turned?.halved.mean).toBeLessThan(12)
  expect(turned?.dropped?.mean).toBe(14)
})
