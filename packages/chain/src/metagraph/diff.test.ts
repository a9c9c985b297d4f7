import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { metagraphOf, neuronOf } from '../testing/neuron.js'
import { diffMetagraph, findHotkeySwaps, type MetagraphEvent, type MetagraphEventKind } from './diff.js'
import type { Axon, Neuron } from './metagraph.js'

const axon: Axon = { host: '192.0.2.1', port: 8091, protocol: 4, version: 1, servedAt: 5 }
const kinds = (before: readonly Neuron[], after: readonly Neuron[]) =>
  diffMetagraph(metagraphOf(1, before), metagraphOf(2, after))

describe('what happened between two metagraphs', () => {
  test('nothing, when only what epochs compute is different', () => {
    const before = neuronOf('a', { incentive: 1, lastUpdate: 1, emission: 1n, active: false })
    const after = neuronOf('a', { incentive: 2, lastUpdate: 9, emission: 2n, active: true })
    expect(kinds([before], [after])).toEqual([])
  })

  test('a uid that nobody had is registered', () => {
    const neuron = neuronOf('a')
    expect(kinds([], [neuron])).toEqual([{ kind: 'registered', uid: 0, hotkey: 'a', neuron }])
  })

  test('a uid that changed hands is replaced, with who had it and who has it', () => {
    const [from, to] = [neuronOf('a', { uid: 3 }), neuronOf('b', { uid: 3, registeredAt: 9 })]
    expect(kinds([from], [to])).toEqual([{ kind: 'replaced', uid: 3, hotkey: 'b', from, to }])
  })

  test('a hotkey that registered again is another neuron', () => {
    const [from, to] = [neuronOf('a', { uid: 3 }), neuronOf('a', { uid: 3, registeredAt: 9 })]
    expect(kinds([from], [to])).toEqual([{ kind: 'replaced', uid: 3, hotkey: 'a', from, to }])
    const elsewhere = neuronOf('a', { uid: 4, registeredAt: 9 })
    const successor = neuronOf('b', { uid: 3, registeredAt: 9 })
    expect(kinds([from], [successor, elsewhere]).map(({ kind }) => kind)).toEqual(['replaced', 'registered'])
  })

  test('defect: a neuron whose hotkey was swapped was taken for another one', () => {
    const from = neuronOf('a', { uid: 3, coldkey: 'x', registeredAt: 5, stake: 1n })
    const to = { ...from, hotkey: 'b', axon }
    expect(kinds([from], [to])).toEqual([
      { kind: 'swapped', uid: 3, hotkey: 'b', from: 'a', to: 'b' },
      { kind: 'axonMoved', uid: 3, hotkey: 'b', from: null, to: axon },
    ])
    const swap = { uid: 3, registeredAt: 5, from: 'a', to: 'b' }
    expect(findHotkeySwaps([from], [to])).toEqual([swap])
    // Another block of registration, another coldkey, or the old hotkey elsewhere: another neuron.
    expect(kinds([from], [{ ...to, registeredAt: 9 }])[0]?.kind).toBe('replaced')
    expect(kinds([from], [{ ...to, coldkey: 'y' }])[0]?.kind).toBe('replaced')
    expect(findHotkeySwaps([from], [to, { ...from, uid: 4 }])).toEqual([])
  })

  test('neurons of one coldkey and block that change places are not swapped', () => {
    const before = ['a', 'b', 'c'].map((hotkey, uid) => neuronOf(hotkey, { uid, coldkey: 'x' }))
    const after = ['b', 'c'].map((hotkey, uid) => neuronOf(hotkey, { uid, coldkey: 'x' }))
    expect(kinds(before, after).map(({ kind }) => kind)).toEqual(['deregistered', 'uidMoved', 'uidMoved'])
  })

  test('a trim takes neurons away and moves others down', () => {
    const before = ['a', 'b', 'c'].map((hotkey, uid) => neuronOf(hotkey, { uid }))
    const after = ['a', 'c'].map((hotkey, uid) => neuronOf(hotkey, { uid }))
    expect(kinds(before, after)).toEqual([
      { kind: 'deregistered', uid: 1, hotkey: 'b', neuron: before[1] },
      { kind: 'uidMoved', uid: 1, hotkey: 'c', from: 2, to: 1 },
    ])
  })

  test('axon, permit, stake and coldkey each are an event of their own, in this order', () => {
    const before = neuronOf('a', { axon: null, stake: 5n, coldkey: 'x' })
    const after = neuronOf('a', { axon, stake: 7n, coldkey: 'y', validatorPermit: true })
    expect(kinds([before], [after])).toEqual([
      { kind: 'coldkeyChanged', uid: 0, hotkey: 'a', from: 'x', to: 'y' },
      { kind: 'axonMoved', uid: 0, hotkey: 'a', from: null, to: axon },
      { kind: 'permitGained', uid: 0, hotkey: 'a' },
      { kind: 'stakeChanged', uid: 0, hotkey: 'a', from: 5n, to: 7n },
    ])
    expect(kinds([after], [before]).map(({ kind }) => kind)).toContain('permitLost')
  })

  test('the same axon published again has not moved', () => {
    const again = { ...axon, servedAt: 99 }
    expect(kinds([neuronOf('a', { axon })], [neuronOf('a', { axon: again })])).toEqual([])
  })

  test('another owner comes first', () => {
    const events = diffMetagraph(
      metagraphOf(1, []),
      metagraphOf(2, [neuronOf('a')], { ownerHotkey: 'new', ownerColdkey: 'cold' }),
    )
    expect(events.map(({ kind }) => kind)).toEqual(['ownerChanged', 'registered'])
    expect(events[0]).toEqual({
      kind: 'ownerChanged',
      from: { hotkey: 'owner', coldkey: 'owner' },
      to: { hotkey: 'new', coldkey: 'cold' },
    })
  })

  test('subnets and mechanisms are not compared with each other', () => {
    expect(() => diffMetagraph(metagraphOf(1, []), metagraphOf(2, [], { netuid: 2 }))).toThrow('1.0 and 2.0')
    expect(() => diffMetagraph(metagraphOf(1, []), metagraphOf(2, [], { mechanism: 1 }))).toThrow(RangeError)
  })

  test('events differ by their kind', () => {
    expectTypeOf<Extract<MetagraphEvent, { kind: 'stakeChanged' }>['from']>().toEqualTypeOf<bigint>()
    expectTypeOf<MetagraphEventKind>().toExtend<string>()
  })
})

/** Subnets of a few hotkeys that come back often, so that all kinds of changes occur. */
const subnet = fc
  .array(
    fc.record({
      hotkey: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      coldkey: fc.constantFrom('x', 'y'),
      registeredAt: fc.integer({ min: 1, max: 2 }),
      axon: fc.constantFrom(null, axon, { ...axon, port: 1 }),
      validatorPermit: fc.boolean(),
      stake: fc.bigInt(0n, 2n),
    }),
    { maxLength: 6 },
  )
  .map((seats) => {
    const unique = [...new Map(seats.map((seat) => [seat.hotkey, seat])).values()]
    return unique.map(({ hotkey, ...rest }, uid) => neuronOf(hotkey, { uid, ...rest }))
  })

/** Follows the events as a listener would, knowing nothing else of `after`. */
function apply(before: readonly Neuron[], events: readonly MetagraphEvent[]): Neuron[] {
  const neurons = new Set(before)
  const byUid = new Map(before.map((neuron) => [neuron.uid, neuron]))
  const changed = new Map(before.map((neuron) => [neuron, neuron]))
  const at = (uid: number) => {
    const moved = events.find((event) => event.kind === 'uidMoved' && event.uid === uid)
    return byUid.get(moved?.kind === 'uidMoved' ? moved.from : uid) as Neuron
  }
  const change = (uid: number, to: Partial<Neuron>) => {
    const neuron = at(uid)
    changed.set(neuron, { ...(changed.get(neuron) as Neuron), ...to })
  }
  const added: Neuron[] = []
  for (const event of events) {
    switch (event.kind) {
      case 'registered':
        added.push(event.neuron)
        break
      case 'replaced':
        neurons.delete(event.from)
        added.push(event.to)
        break
      case 'deregistered':
        neurons.delete(event.neuron)
        break
      case 'uidMoved':
        change(event.uid, { uid: event.to })
        break
      case 'swapped':
        change(event.uid, { hotkey: event.to })
        break
      case 'coldkeyChanged':
        change(event.uid, { coldkey: event.to })
        break
      case 'axonMoved':
        change(event.uid, { axon: event.to })
        break
      case 'permitGained':
      case 'permitLost':
        change(event.uid, { validatorPermit: event.kind === 'permitGained' })
        break
      case 'stakeChanged':
        change(event.uid, { stake: event.to })
        break
      case 'ownerChanged':
    }
  }
  const left = [...neurons].map((neuron) => changed.get(neuron) as Neuron)
  return [...left, ...added].sort((one, other) => one.uid - other.uid)
}

describe('whatever happened', () => {
  test('who follows the events has the neurons that are there', () => {
    fc.assert(
      fc.property(subnet, subnet, (before, after) => {
        expect(apply(before, kinds(before, after))).toEqual(after)
      }),
      { numRuns: 1_000 },
    )
  })

  test('equal metagraphs have no difference, and the order is that of the uids', () => {
    fc.assert(
      fc.property(subnet, subnet, (before, after) => {
        expect(kinds(after, structuredClone(after))).toEqual([])
        const uids = kinds(before, after).map((event) => ('uid' in event ? event.uid : -1))
        expect(uids).toEqual(uids.toSorted((left, right) => left - right))
      }),
      { numRuns: 300 },
    )
  })
})
