import { expect, test } from 'vitest'
import { createImageSubnet } from './subnet.js'

const round = { netuid: 2, mechanism: 0, number: 1, secret: new Uint8Array(32).fill(7) }

const texts = ['heavy-noise', 'noise', 'noisy-photo', 'photo', 'print']

test.each([
  [{}, ['read', 'generate'], [...texts, 'scene']],
  [{ generate: false }, ['read'], texts],
  [{ read: false }, ['generate'], ['scene']],
])('with %j it has the synapses %j and asks %j', (options, synapses, families) => {
  const { protocol, tasks, rubric } = createImageSubnet(options)
  expect(Object.keys(protocol)).toEqual(synapses)
  const drawn = tasks.tasksFor(round, 'a hotkey')
  expect([...new Set(drawn.map(({ family }) => family))].sort()).toEqual(families)
  const scopes = [...rubric.gates, ...rubric.criteria].map(
    ({ scope }) => scope && 'synapse' in scope && scope.synapse,
  )
  expect(new Set(scopes)).toEqual(new Set(synapses))
})

test('offers at least one synapse', () => {
  expect(() => createImageSubnet({ read: false, generate: false })).toThrow(
    expect.objectContaining({ code: 'NOTHING_OFFERED' }),
  )
})
