import { isSubnetError } from '@subnetkit/base'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion } from '../rubric/parts.js'
import type { AnswerTo, Rubric } from '../rubric/rubric.js'
import { taskSource } from '../tasks/task-source.js'
import { defineSubnet } from './define-subnet.js'
import { type SynapseInput, type SynapseOutput, type SynapseRequest, synapse } from './synapse.js'

const ask = synapse({
  input: z.object({ prompt: z.string(), tokens: z.number().default(64) }),
  output: z.object({ text: z.string() }),
  deadline: '4s',
})

const tasks = taskSource({
  protocol: { ask },
  families: [{ name: 'echo', synapse: 'ask', draw: () => ({ input: { prompt: 'hi' }, truth: 42n }) }],
})

function define(overrides: { name?: string; version?: number; burn?: number } = {}) {
  return defineSubnet({
    name: overrides.name ?? 'text',
    version: overrides.version ?? 3,
    protocol: { ask },
    tasks,
    rubric: rubric(tasks, { criteria: [criterion('long', 1, ({ output }) => (output.text ? 1 : 0))] }),
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
    expectTypeOf(subnet.protocol).toEqualTypeOf<{ ask: typeof ask }>()
    expectTypeOf(subnet.tasks).toEqualTypeOf<typeof tasks>()
    expectTypeOf(subnet.rubric).toEqualTypeOf<Rubric<AnswerTo<typeof tasks>>>()
    type Seen = Parameters<(typeof subnet)['rubric']['gates'][number]['passes']>[0]
    expectTypeOf<Seen['output']>().toEqualTypeOf<{ text: string }>()
    expectTypeOf<Seen['input']>().toEqualTypeOf<{ prompt: string; tokens: number }>()
    expectTypeOf<Seen['truth']>().toEqualTypeOf<bigint>()
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
