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

it('defect: the seeds of 64 bits and the highest numbers of tokens that clients send were refused', () => {
  const parse = (more: string) =>
    parseChat(JSON.parse(`{"model":"text","messages":[{"role":"user","content":"Hello"}],${more}}`))
  const seedOf = (seed: string) => parse(`"seed":${seed}`).sampling.seed
  const seeds = ['9223372036854775807', '9223372036854773760', '-9223372036854775808'].map(seedOf)
  expect(new Set(seeds).size).toBe(3)
  expect(seeds.every(Number.isSafeInteger)).toBe(true)
  expect(seedOf('-1')).toBe(-1)
  expect(parse('"max_tokens":9223372036854775807').maxTokens).toBe(Number.MAX_SAFE_INTEGER)
  for (const odd of ['"seed":1.5', '"max_tokens":1.5', '"max_tokens":0', '"seed":1e999'])
    expect(() => parse(odd)).toThrow(expect.objectContaining({ code: 'invalid_value' }))
})
