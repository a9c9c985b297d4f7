import { expect, test } from 'vitest'
import { honest } from '../agents/honest.js'
import { silent } from '../agents/lazy.js'
import type { MinerRecord } from '../play/records.js'
import { earningsOf } from './earnings.js'

const worker = honest()
const cheat = silent()
const recordOf = (agent: MinerRecord['agent'], fields: Partial<MinerRecord>): MinerRecord => ({
  ...{ hotkey: agent.name, operator: agent.name, agent, joined: 0, left: null, burn: 0n, earned: 0n },
  ...{ work: 0, answers: 0, silent: 0, late: 0, malformed: 0, trouble: null, incentives: [], means: [] },
  ...{ pays: [], works: [] },
  ...fields,
})

test('the baseline spends the share of an average place on its work', () => {
  const miners = [
    recordOf(worker, { work: 10, earned: 6_000_000_000n }),
    recordOf(cheat, { earned: 2_000_000_000n, burn: 50_000_000n }),
  ]
  const [own, other] = earningsOf({ miners, epochs: 4 })
  expect(own).toMatchObject({ cost: 2, perCost: 3, ratio: 1, perPlace: 1 })
  expect(other).toMatchObject({ cost: 1, perCost: 2, perWork: null })
  expect(other?.ratio).toBeCloseTo(2 / 3)
})

test('defect: a cheat that earns at no cost does not look as if it earned nothing', () => {
  const miners = [recordOf(worker, { work: 10, earned: 1_000_000_000n }), recordOf(cheat, { earned: 1n })]
  const ratio = earningsOf({ miners, epochs: 4 })[1]!.ratio
  expect(Number.isFinite(ratio)).toBe(true)
  expect(
    earningsOf({ miners: [miners[0]!, recordOf(cheat, { earned: 10n ** 9n })], epochs: 4 })[1]!.ratio,
  ).toBeGreaterThan(1)
})

test('defect: a hotkey that registers at the end has no figure that is not a number', () => {
  const miners = [recordOf(worker, { work: 1, earned: 10n }), recordOf(cheat, { joined: 4, burn: 1n })]
  expect(earningsOf({ miners, epochs: 4 })[1]).toMatchObject({ perPlace: 0, ratio: 0 })
})
