import { expect, test } from 'vitest'
import { createSampler } from './sample.js'

const logits = () => Float32Array.of(1, 3, 2)

test('temperature 0 takes the best token', () => {
  expect(createSampler({ temperature: 0, seed: 9 })(logits())).toBe(1)
})

test('tokens are drawn from the softmax of logits over temperature', () => {
  const sample = createSampler({ temperature: 2, seed: 3 })
  const draws = 20_000
  const counts = [0, 0, 0]
  for (let i = 0; i < draws; i++) counts[sample(logits())]!++
  const raised = [1, 3, 2].map((logit) => Math.exp(logit / 2))
  const total = raised.reduce((a, b) => a + b, 0)
  for (const [token, share] of raised.entries()) expect(counts[token]! / draws).toBeCloseTo(share / total, 1)
})

test('logits that are no numbers still give a token of the vocabulary', () => {
  const sample = createSampler({ temperature: 1, seed: 3 })
  expect(sample(Float32Array.of(Number.NaN, Number.NaN))).toBe(0)
})
