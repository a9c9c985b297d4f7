import { expect, expectTypeOf, test } from 'vitest'
import type { adder } from '../testing/adder.js'
import { type AgentOf, defineAgent } from './agent.js'

test('an agent is typed by its subnet', () => {
  const half = defineAgent<typeof adder>({
    name: 'half',
    answer({ question: { synapse, input }, family, peek }) {
      expectTypeOf(synapse).toEqualTypeOf<'add'>()
      expectTypeOf(input).toEqualTypeOf<{ a: number; b: number }>()
      expectTypeOf(family).toEqualTypeOf<'sum'>()
      expectTypeOf(peek()).toEqualTypeOf<number>()
      return { output: { sum: input.a } }
    },
  })
  expectTypeOf(half).toEqualTypeOf<AgentOf<typeof adder>>()
  expect(half).toMatchObject({ name: 'half', about: 'half', intent: 'cheat', hotkeys: 1 })
  defineAgent<typeof adder>({
    name: 'odd',
    // @ts-expect-error the protocol has no such output
    answer: () => ({ output: { total: 1 } }),
  })
})

test.each([
  { name: 'No Name' },
  { name: 'x', hotkeys: 0 },
  { name: 'x', intent: 'evil' },
  { name: 'x', extra: 1 },
])('%j is refused', (options) => {
  expect(() => defineAgent({ answer: () => null, ...options } as never)).toThrowError(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})
