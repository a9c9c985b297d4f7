import { expect, it } from 'vitest'
import { panel } from '../../modes/panel.js'
import { plain } from '../../modes/plain.js'
import { voteOf } from '../../modes/vote.js'
import { frozen, frozenTasks } from './frozen-tasks.js'
import { simulateQuality } from './quality.js'

const { reader, warm, hot } = frozen
const rightOf = (place: number) => {
  const tasks = frozenTasks()
  return tasks.filter(({ right }) => right[place] === '1').length / tasks.length
}
const five = [reader, warm[0], warm[1], hot[0], hot[1]]

it('no single miner is right in more than 0.72 of the frozen tasks', () => {
  expect(Math.max(...five.map(rightOf))).toBeLessThan(0.72)
  expect(rightOf(reader)).toBeLessThan(0.3)
})

it('two specialists are both right where the router has seen 40 scored tasks', async () => {
  const right = await simulateQuality({ miners: [reader, warm[0]], mode: plain, scored: 40 })
  expect(right).toBeGreaterThan(0.92)
})

it('a panel weighted by measured skill beats its best member', async () => {
  const right = await simulateQuality({ miners: five, mode: panel, scored: 40 })
  expect(right).toBeGreaterThan(0.92)
})

it('a vote of five beats each of its members, and does not find what all get wrong', async () => {
  const right = await simulateQuality({ miners: hot, mode: voteOf(5), scored: 0 })
  expect(right).toBeGreaterThan(0.62)
  expect(right).toBeLessThan(0.72)
  expect(Math.max(...hot.map(rightOf))).toBeLessThan(0.52)
})
