import { scoreAnswer } from 'subnetkit'
import { expect, test } from 'vitest'
import { factorize } from './miner.js'
import subnet from './subnet.js'

const round = { netuid: 2, mechanism: 0, number: 1, secret: new Uint8Array(32).fill(7) }
const tasks = subnet.tasks.tasksFor(round, 'a hotkey')
const [task] = tasks

async function score(factors: [number, number], latencyMs = 100): Promise<number> {
  if (task === undefined) throw new Error('the round has no tasks')
  const { value } = await scoreAnswer(subnet, { task, output: { factors }, latencyMs })
  return value
}

test('the sample miner answers every question', async () => {
  for (const { input, truth } of tasks) expect(factorize(input.number)).toEqual([truth.small, truth.large])
})

test('a correct answer scores 1, in either order', async () => {
  const { small = 0, large = 0 } = task?.truth ?? {}
  expect(await score([small, large])).toBe(1)
  expect(await score([large, small])).toBe(1)
})

test('a wrong answer scores 0, however fast', async () => {
  expect(await score([2, 3], 0)).toBe(0)
})

test('a late answer scores less, and never less than 0.7', async () => {
  const { small = 0, large = 0 } = task?.truth ?? {}
  expect(await score([small, large], 3_000)).toBeLessThan(1)
  expect(await score([small, large], 4_000)).toBeCloseTo(0.7)
})

test('questions depend on the round and the hotkey only', () => {
  expect(subnet.tasks.tasksFor(round, 'a hotkey')).toEqual(tasks)
  expect(subnet.tasks.tasksFor(round, 'another hotkey')).not.toEqual(tasks)
  expect(subnet.tasks.tasksFor({ ...round, number: 2 }, 'a hotkey')).not.toEqual(tasks)
})
