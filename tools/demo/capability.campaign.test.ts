import { createHash } from 'node:crypto'
import { createBuiltinGenerator } from '@subnetkit/models'
import { correctness } from '@subnetkit/subnet-text/correctness'
import { createTextMiner } from '@subnetkit/subnet-text/miner'
import { tasks } from '@subnetkit/subnet-text/tasks'
import { expect, test } from 'vitest'

// The rubric can only tell miners apart if the questions do: 140 of them, put to three miners.
const secret = createHash('sha256').update('capability').digest()
const asked = Array.from({ length: 5 }, (_, number) =>
  tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, `hotkey-${number}`),
).flat()

type Miner = (task: (typeof asked)[number]) => Promise<string>

async function meanScore(miner: Miner): Promise<number> {
  let right = 0
  for (const task of asked) right += correctness(task.truth, await miner(task))
  return right / asked.length
}

test('the model with its programs beats the same model sampled hot, which beats any fixed answer', async () => {
  const generator = await createBuiltinGenerator()
  const good = createTextMiner({ generator, reader: true, planner: true })
  const weak = createTextMiner({ generator, temperature: 1.8 })
  const goodScore = await meanScore(async ({ input }) => (await good.complete({ input })).completion)
  const weakScore = await meanScore(async ({ input }) => (await weak.complete({ input })).completion)
  const fixed = ['harbor', '1', '42', 'Boston', '1 2 3', 'the', '']
  const fixedScores = await Promise.all(fixed.map((text) => meanScore(async () => text)))
  expect(goodScore).toBeGreaterThan(0.9)
  expect(weakScore).toBeGreaterThan(0.2)
  expect(weakScore).toBeLessThan(0.5)
  expect(Math.max(...fixedScores)).toBeLessThan(0.02)
})
