import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion } from '../rubric/parts.js'
import type { AnswerTo, Rubric } from '../rubric/rubric.js'
import { linear } from '../scoreboard/linear.js'
import { taskSource } from '../tasks/task-source.js'
import { defineSubnet, type Subnet } from './define-subnet.js'
import { mechanismOf, mechanismsOf } from './mechanism-of.js'
import { synapse } from './synapse.js'

const protocol = {
  ask: synapse({ input: z.object({ prompt: z.string() }), output: z.object({ text: z.string() }) }),
  add: synapse({ input: z.object({ a: z.number() }), output: z.number() }),
}
const asking = taskSource({
  protocol,
  families: [{ name: 'echo', synapse: 'ask', draw: () => ({ input: { prompt: 'hi' }, truth: 42n }) }],
})
const adding = taskSource({
  protocol,
  families: [{ name: 'sum', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: 1 }) }],
})
const askingRubric = rubric(asking, { criteria: [criterion('any', 1, () => 1)] })
const addingRubric = rubric(adding, {
  criteria: [criterion('right', 1, ({ output, truth }) => (output === truth ? 1 : 0))],
})
const base = { name: 'two', version: 3, protocol, tasks: asking, rubric: askingRubric }
const two = defineSubnet({
  ...base,
  mechanisms: {
    1: {
      tasks: adding,
      rubric: rubric(adding, {
        criteria: [
          criterion('right', 1, ({ output, truth }) => {
            expectTypeOf(output).toEqualTypeOf<number>()
            expectTypeOf(truth).toEqualTypeOf<number>()
            return output === truth ? 1 : 0
          }),
        ],
      }),
      incentive: { weights: linear() },
    },
  },
})

/** As a program without types calls it. */
const untyped = defineSubnet as unknown as (definition: unknown) => unknown
const refused = (message: string) =>
  expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) })

describe('mechanisms of a subnet', () => {
  it('are inferred, each with its own tasks and rubric', () => {
    expectTypeOf<keyof typeof two.mechanisms>().toEqualTypeOf<1>()
    expectTypeOf(two.mechanisms[1].tasks).toEqualTypeOf<typeof adding>()
    expectTypeOf(two.mechanisms[1].rubric).toEqualTypeOf<Rubric<AnswerTo<typeof adding>>>()
    expectTypeOf(two.tasks).toEqualTypeOf<typeof asking>()
    expectTypeOf(mechanismOf(two, 1).tasks).toEqualTypeOf<typeof adding>()
    expectTypeOf(mechanismOf(two, 0).tasks).toEqualTypeOf<typeof asking>()
    // @ts-expect-error there are the mechanisms 0 and 1
    two.mechanisms[2]
    const anySubnet = (subnet: Subnet) => subnet.name
    expectTypeOf(anySubnet).toBeCallableWith(defineSubnet(base) as unknown as Subnet)
  })

  it('are numbered, and seen one at a time', () => {
    expect(mechanismsOf(two)).toEqual([0, 1])
    expect(mechanismsOf(defineSubnet(base))).toEqual([0])
    const [first, second] = [mechanismOf(two, 0), mechanismOf(two, 1)]
    expect([first.tasks, second.tasks]).toEqual([asking, adding])
    expect(first.incentive.weights.name).toBe('power(2)')
    expect(second.incentive).toMatchObject({ burn: 0, weights: { name: 'linear' } })
    expect(second).toMatchObject({ name: 'two', version: 3, protocol })
  })

  it('are only those of the definition, if it has more than one', () => {
    expect(() => mechanismOf(two, 2)).toThrow(refused('the mechanisms 0, 1, and not 2'))
    expect(mechanismOf(defineSubnet(base), 2).tasks).toBe(asking)
  })

  it('fit the protocol and their own tasks, in types and at run time', () => {
    expect(() =>
      // @ts-expect-error the rubric is for other tasks
      defineSubnet({ ...base, mechanisms: { 1: { tasks: adding, rubric: askingRubric } } }),
    ).toThrow(refused('defineSubnet mechanisms.1.rubric: it was made for other tasks'))
    const part = { protocol: { ask: protocol.ask } }
    expect(() =>
      // @ts-expect-error the protocol lacks the synapse that the tasks of mechanism 1 call
      defineSubnet({ ...base, ...part, mechanisms: { 1: { tasks: adding, rubric: addingRubric } } }),
    ).toThrow(refused('it lacks the synapse that the family sum calls'))
  })

  const one = { tasks: adding, rubric: addingRubric }
  it.each<[string, unknown, string]>([
    ['a gap', { 2: one }, "mechanisms: '2' does not come next after 0"],
    ['a second mechanism 0', { 0: one }, "mechanisms: '0'"],
    ['a name', { 1: one, second: one }, "mechanisms: 'second' does not come next after 1"],
    ['no tasks', { 1: { rubric: addingRubric } }, 'mechanisms.1 tasks'],
    ['an unknown field', { 1: { ...one, weights: 1 } }, "mechanisms.1: unknown option 'weights'"],
    ['another type', 5, 'mechanisms'],
  ])('refuses %s', (_, mechanisms, message) => {
    expect(() => untyped({ ...base, mechanisms })).toThrow(refused(`defineSubnet ${message}`))
  })

  it('refuses fewer mechanisms in its hyperparameters than it defines', () => {
    const define = (mechanismCount: number) =>
      defineSubnet({ ...base, hyperparameters: { mechanismCount }, mechanisms: { 1: one } })
    expect(() => define(1)).toThrow(refused('mechanismCount is 1, but the definition has 2 mechanisms'))
    expect(define(2).hyperparameters).toEqual({ mechanismCount: 2 })
  })
})
