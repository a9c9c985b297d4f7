import { expect, it } from 'vitest'
import { toCall } from '../chat/to-call.js'
import { fakeModel } from '../testing/fake-model.js'
import { parseChat } from './parse-chat.js'

it('defect: all requests without a seed had the seed 0, and a miner that samples the same luck with each', () => {
  const seedOf = (more: object) => {
    const call = parseChat({ model: 'text', messages: [{ role: 'user', content: 'Hello' }], ...more })
    const { input } = toCall(fakeModel([]), call).question
    return (input as { readonly request: { readonly seed: number } }).request.seed
  }
  const drawn = Array.from({ length: 8 }, () => seedOf({}))
  expect(new Set(drawn).size).toBeGreaterThan(1)
  expect(seedOf({ seed: 7 })).toBe(7)
})
