import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion } from '../rubric/parts.js'
import { rank } from '../rubric/round/rank.js'
import type { AnswerTo, Rubric } from '../rubric/rubric.js'
import { linear } from '../scoreboard/linear.js'
import { taskSource } from '../tasks/task-source.js'
import { defineSubnet } from './define-subnet.js'
import { checkRoundVersion, scoringVersions, shadowOf, subnetAt } from './subnet-at.js'
import { synapse } from './synapse.js'

const protocol = { add: synapse({ input: z.object({ a: z.number() }), output: z.number() }) }
const families = [{ name: 'sum', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: 1 }) }] as const
const tasks = taskSource({ protocol, families })
const others = taskSource({ protocol, families: [{ ...families[0], name: 'other' }] })
const right = rubric(tasks, { criteria: [criterion('right', 1, () => 1)] })
const stricter = rubric(tasks, { criteria: [criterion('strict', 1, () => 0.5)] })
const compared = rubric(tasks, { criteria: [rank('best', 1, { of: ({ output }) => output })] })
const base = { name: 'adds', version: 3, protocol, tasks, rubric: right, incentive: { burn: 0.25 } }
const next = { version: 4, rubric: stricter, incentive: { weights: linear() } }
const both = defineSubnet({ ...base, next })

/** As a program without types calls it. */
const untyped = defineSubnet as unknown as (definition: unknown) => unknown
const refused = (place: string, message: string) =>
  expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(`${place}.*${message}`) })

describe('the next version of a subnet', () => {
  it('scores the same tasks, and keeps what it does not change', () => {
    expectTypeOf(both.next!.rubric).toEqualTypeOf<Rubric<AnswerTo<typeof tasks>>>()
    expect(both.next).toMatchObject({ version: 4, onActivation: 'shadow', rubric: stricter })
    expect(both.next?.incentive).toMatchObject({ burn: 0.25, weights: { name: linear().name } })
    expect(scoringVersions(both)).toEqual(['3', '4'])
    expect(subnetAt(both, '4')).toMatchObject({ version: 4, rubric: stricter, tasks })
    expect(subnetAt(both, '3')).toBe(both)
    // As a subnet is defined again with a change.
    expect(defineSubnet({ ...both, name: 'more' }).next?.rubric).toBe(stricter)
  })

  it('is the shadow of the present one, and the other way round', () => {
    expect(shadowOf(both, '3')).toMatchObject({ version: 4 })
    expect(shadowOf(both, '4')).toMatchObject({ version: 3 })
    expect(shadowOf(both, null)).toMatchObject({ version: 4 })
    expect([shadowOf(both, '9'), shadowOf(defineSubnet(base), '3')]).toEqual([null, null])
    expect(() => checkRoundVersion(both, { number: 1, version: '9' })).toThrow(
      expect.objectContaining({ code: 'ROUND_VERSION_DIFFERS' }),
    )
  })

  it('has a part in each mechanism', () => {
    const two = defineSubnet({
      ...base,
      next: { version: 4 },
      mechanisms: { 1: { tasks, rubric: right, next: { rubric: stricter, onActivation: 'restart' } } },
    })
    expect(two.next).toMatchObject({ version: 4, rubric: right })
    expect(two.mechanisms[1].next).toMatchObject({ version: 4, rubric: stricter, onActivation: 'restart' })
    expect(() => untyped({ ...base, mechanisms: { 1: { tasks, rubric: right, next: {} } } })).toThrow(
      refused('mechanisms.1.next', 'names no next version'),
    )
  })

  it('has a shadow where it compares answers, too', () => {
    const turned = defineSubnet({ ...base, next: { ...next, rubric: compared } })
    expect([shadowOf(turned, '3')?.rubric, shadowOf(turned, '4')?.version]).toEqual([compared, 3])
  })

  it('is refused with the field that is wrong', () => {
    expect(() => defineSubnet({ ...base, next: { ...next, version: 3 } })).toThrow(
      refused('next.version', 'it is 3, and the definition has version 3'),
    )
    const foreign = rubric(others, { criteria: [criterion('any', 1, () => 1)] })
    // @ts-expect-error it scores other tasks
    expect(() => defineSubnet({ ...base, next: { version: 4, rubric: foreign } })).toThrow(
      refused('next.rubric', 'no part of it scores the family sum'),
    )
    for (const odd of [{ version: 0 }, { ...next, onActivation: 'never' }, { ...next, rubrik: 1 }]) {
      expect(() => untyped({ ...base, next: odd })).toThrow(refused('next', ''))
    }
  })
})
