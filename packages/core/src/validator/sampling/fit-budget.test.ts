import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RoundBudget } from '../../store/records.js'
import { limitTasks, parseBudgets } from './budgets.js'
import { fitBudget } from './fit-budget.js'

const none = { requests: null, bytes: null, ms: null, cost: null, tasksPerMiner: null }
const need = (requests: number, cost = 0) => ({ requests, cost, bytes: 100, ms: 10 })
const fit = (needs: ReturnType<typeof need>[], limits: Partial<RoundBudget>) =>
  fitBudget(needs, { ...none, ...limits }, (one) => one)

test('whole miners are planned, from the first on, until one does not fit', () => {
  const [a, b, c, d] = [need(3), need(3), need(3), need(1)]
  const { chosen, left } = fit([a, b, c, d], { requests: 8 })
  expect(chosen).toEqual([a, b])
  // The last would fit, but would overtake the one before it in every round.
  expect(left.map(({ miner }) => miner)).toEqual([c, d])
  expect(left[0]?.reason).toContain('9 of 8 requests')
})

test('a miner that needs more than the whole budget keeps nobody out', () => {
  const [dear, cheap] = [need(2, 9), need(2, 1)]
  const { chosen, left } = fit([dear, cheap], { cost: 5 })
  expect(chosen).toEqual([cheap])
  expect(left).toEqual([{ miner: dear, reason: expect.stringContaining('9 of 5 cost') }])
})

test('bytes and time are planned for only where one miner may need more than all of them', () => {
  const miners = [need(1), need(1), need(1)]
  expect(fit(miners, { bytes: 100, ms: 10 }).chosen).toEqual(miners)
  expect(fit(miners, { bytes: 99 }).chosen).toEqual([])
  expect(fit(miners, { ms: 9 }).left[0]?.reason).toContain('10 of 9 ms')
})

test('every miner is either planned or left with a reason, and no budget is exceeded', () => {
  const needs = fc.array(
    fc.record({
      requests: fc.nat(9),
      cost: fc.oneof(fc.double({ min: 0, max: 9 }), fc.constant(Number.NaN)),
    }),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(needs, fc.option(fc.nat(30)), fc.option(fc.nat(30)), (list, requests, cost) => {
      const { chosen, left } = fit(
        list.map((one) => ({ ...need(0), ...one })),
        { requests, cost },
      )
      expect([...chosen, ...left.map(({ miner }) => miner)]).toHaveLength(list.length)
      const total = (name: 'requests' | 'cost') => chosen.reduce((sum, one) => sum + one[name], 0)
      if (requests !== null) expect(total('requests')).toBeLessThanOrEqual(requests)
      if (cost !== null) expect(total('cost')).toBeLessThanOrEqual(cost)
    }),
    { numRuns: 100 },
  )
})

test('tasks of a miner are cut to the budget, of all families or of each', () => {
  const tasks = ['a', 'b', 'a', 'a', 'c'].map((family, at) => ({ family, id: `${family}-${at}` }))
  const kept = (limit: Parameters<typeof limitTasks>[1]) => limitTasks(tasks, limit).map(({ id }) => id)
  expect(kept(undefined)).toHaveLength(5)
  expect(kept(2)).toEqual(['a-0', 'b-1'])
  expect(kept({ a: 2, b: 0 })).toEqual(['a-0', 'a-2', 'c-4'])
})

test('budgets are parsed into the units in which they are stored', () => {
  const budget = parseBudgets({ requests: 10, bytes: '2MB', seconds: 1.5, cost: 3 }, 'here budgets')
  expect(budget).toEqual({ ...none, requests: 10, bytes: 2_000_000, ms: 1_500, cost: 3 })
  expect(parseBudgets({ tasksPerMiner: { sum: 2 } }, 'here budgets')).toEqual({
    ...none,
    tasksPerMiner: { sum: 2 },
  })
  for (const given of [undefined, {}, { bytes: undefined }]) expect(parseBudgets(given, 'here')).toBeNull()
})

test.each([
  [{ requests: 0 }, 'requests'],
  [{ seconds: -1 }, 'seconds'],
  [{ bytes: '5 parsecs' }, 'bytes'],
  [{ cost: Number.NaN }, 'cost'],
  [{ tasksPerMiner: 0 }, 'tasksPerMiner'],
  [{ tasksPerMiner: { sum: -1 } }, 'tasksPerMiner'],
  [{ request: 1 }, "unknown option 'request'"],
])('the budgets %j are refused by name', (budgets, name) => {
  expect(() => parseBudgets(budgets, 'here budgets')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(name) }),
  )
})
