import { isSubnetError } from '@subnetkit/base'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { Answer } from '../rubric/rubric.js'
import { defineSubnet } from './define-subnet.js'
import { type SynapseInput, type SynapseOutput, type SynapseRequest, synapse } from './synapse.js'

const ask = synapse({
  input: z.object({ prompt: z.string(), tokens: z.number().default(64) }),
  output: z.object({ text: z.string() }),
  deadline: '4s',
})

function define(overrides: { name?: string; version?: number; burn?: number } = {}) {
  return defineSubnet({
    name: overrides.name ?? 'text',
    version: overrides.version ?? 3,
    protocol: { ask },
    tasks: {
      tasksFor: () => [{ id: 'echo-0', family: 'echo', synapse: 'ask', input: { prompt: 'hi' }, truth: 42n }],
    },
    rubric: { gates: [], criteria: [], factors: [], combine: () => 0 },
    ...(overrides.burn === undefined ? {} : { incentive: { burn: overrides.burn } }),
  })
}

describe('defineSubnet', () => {
  it('infers every type from the schemas', () => {
    expectTypeOf<SynapseRequest<typeof ask>>().toEqualTypeOf<{
      prompt: string
      tokens?: number | undefined
    }>()
    expectTypeOf<SynapseInput<typeof ask>>().toEqualTypeOf<{ prompt: string; tokens: number }>()
    expectTypeOf<SynapseOutput<typeof ask>>().toEqualTypeOf<{ text: string }>()
    const subnet = define()
    expectTypeOf(subnet.protocol).toEqualTypeOf<{ readonly ask: typeof ask }>()
    type Seen = Parameters<(typeof subnet)['rubric']['gates'][number]['passes']>[0]
    expectTypeOf<Seen>().toEqualTypeOf<Answer<{ readonly ask: typeof ask }, bigint>>()
    expectTypeOf<Seen['output']>().toEqualTypeOf<{ text: string }>()
    expectTypeOf<Seen['task']['truth']>().toEqualTypeOf<bigint>()
  })

  it('fills in the incentive', () => {
    const { incentive } = define()
    expect([incentive.scoreboard.name, incentive.weights.name, incentive.burn]).toEqual([
      'ema(0.1)',
      'power(2)',
      0,
    ])
  })

  it.each([{ name: 'Text' }, { name: '' }, { version: 0 }, { version: 1.5 }, { burn: 1.1 }])(
    'refuses %j',
    (bad) => {
      expect(() => define(bad)).toThrow(expect.toSatisfy((error) => isSubnetError(error, 'CONFIG_INVALID')))
    },
  )
})
