import { scoreAnswer } from 'subnetkit'
import { expect, test } from 'vitest'
import { createImageSubnet } from './subnet.js'

const subnet = createImageSubnet()

const task = {
  id: 'noise-0',
  family: 'noise',
  synapse: 'read',
  input: { image: new Uint8Array([1]) },
  truth: { text: 'Harbor 2406 lantern' },
} as const

async function score(text: string, confidence: number, latencyMs = 100): Promise<number> {
  const output = { text, confidence, modelId: 'm' }
  return (await scoreAnswer(subnet, { task, output, latencyMs })).value
}

test('the text earns all, with the certainty that it deserves', async () => {
  expect(await score('Harbor 2406 lantern', 1)).toBeCloseTo(1)
  expect(await score('Harbor 2406 lantern', 0)).toBeCloseTo(0.8)
})

test('a wrong letter costs the bonus and a little more', async () => {
  expect(await score('Harbor 2406 lantorn', 0)).toBeCloseTo(0.737, 3)
})

test('a text that has little of the true one earns nothing, whatever its confidence', async () => {
  for (const text of ['', 'Stone canal 1', 'x'.repeat(200)]) {
    for (const confidence of [0, 0.5, 1]) expect(await score(text, confidence)).toBe(0)
  }
})

test('a text is worth less late, and never less than 0.7', async () => {
  expect(await score('Harbor 2406 lantern', 1, 4_500)).toBeCloseTo(0.85)
  expect(await score('Harbor 2406 lantern', 1, 9_000)).toBeCloseTo(0.7)
})

test('pictures that are new and wrong earn nothing, and right ones that are not new less', () => {
  const { combine } = subnet.rubric
  const parts = (everything: number, isNew: number) => [
    { name: 'everything', weight: 1, score: everything },
    { name: 'new', weight: 1, score: isNew },
  ]
  expect(combine(parts(0, 1))).toBe(0)
  expect(combine(parts(1, 1))).toBe(1)
  expect(combine(parts(1, 0.7))).toBeCloseTo(0.7)
})
