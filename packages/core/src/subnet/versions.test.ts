import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion } from '../rubric/parts.js'
import { taskSource } from '../tasks/task-source.js'
import { defineSubnet } from './define-subnet.js'
import { synapse } from './synapse.js'
import { type BaseName, type ByVersion, nameParts, versions, versionsOf } from './versions.js'

const first = synapse({ input: z.object({ prompt: z.string() }), output: z.string() })
const second = synapse({
  input: z.object({ messages: z.array(z.string()) }),
  output: z.object({ text: z.string() }),
})
const protocol = { ...versions('complete', { 1: first, 2: second }), ping: first }

test('each version is a synapse of its own; the first has the plain name', () => {
  expectTypeOf(protocol).toEqualTypeOf<{
    complete: typeof first
    'complete.v2': typeof second
    ping: typeof first
  }>()
  expect(protocol).toEqual({ complete: first, 'complete.v2': second, ping: first })
  expectTypeOf<BaseName<typeof protocol>>().toEqualTypeOf<'complete' | 'ping'>()
  expectTypeOf<ByVersion<typeof protocol, 'complete'>>().toEqualTypeOf<{
    readonly 1: typeof first
    readonly 2: typeof second
  }>()
  expect(
    versionsOf({ ...versions('complete', { 10: first, 9: first }), complete_v2: first }, 'complete'),
  ).toEqual([9, 10])
  expect(nameParts('complete.v12')).toEqual({ name: 'complete', version: 12 })
  expect(nameParts('complete.v012')).toEqual({ name: 'complete.v012', version: 1 })
})

test('families and scopes are typed to the version that they were written for', () => {
  const tasks = taskSource({
    protocol,
    families: [
      { name: 'old', synapse: 'complete', draw: () => ({ input: { prompt: 'hi' }, truth: 1 }) },
      { name: 'new', synapse: 'complete.v2', draw: () => ({ input: { messages: ['hi'] }, truth: 2 }) },
    ],
  })
  const scored = rubric(tasks, {
    criteria: [
      criterion('old', 1, { synapse: 'complete' }, ({ output }) => {
        expectTypeOf(output).toEqualTypeOf<string>()
        return 1
      }),
      criterion('new', 1, { synapse: 'complete.v2' }, ({ output }) => {
        expectTypeOf(output).toEqualTypeOf<{ text: string }>()
        return 1
      }),
    ],
  })
  expect(defineSubnet({ name: 'text', version: 1, protocol, tasks, rubric: scored }).protocol).toBe(protocol)
  const draw = () => ({ input: { prompt: '' }, truth: 1 })
  // @ts-expect-error the input of another version
  taskSource({ protocol, families: [{ name: 'a', synapse: 'complete.v2', draw }] })
})

test.each<[string, unknown, string]>([
  ['a.b', { 1: first }, 'versions name'],
  ['complete', {}, 'versions complete'],
  ['complete', { 0: first }, "'0' is not an integer"],
  ['complete', { '01': first }, "'01' is not an integer"],
  ['complete', { 1.5: first }, "'1.5' is not an integer"],
  ['complete', { 1: { input: z.string() } }, 'versions complete[1]'],
])('versions(%s, …) refuses what is no list of versions (%#)', (name, listed, message) => {
  expect(() => versions(name, listed as never)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
  )
})
