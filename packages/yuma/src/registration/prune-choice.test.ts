import { describe, expect, it } from 'vitest'
import { ownerImmuneUids, uidToPrune } from './prune-choice.js'

const neuron = (uid: number, emission: bigint, registeredAt: bigint, ownerImmune = false) => ({
  uid,
  emission,
  registeredAt,
  ownerImmune,
})
const rules = { now: 1000n, immunityPeriod: 100n, minNonImmune: 2 }

describe('uidToPrune', () => {
  it.each([
    ['lowest emission', [neuron(0, 5n, 1n), neuron(1, 3n, 1n), neuron(2, 9n, 1n)], 1],
    ['tie: earlier registration', [neuron(0, 3n, 7n), neuron(1, 3n, 6n), neuron(2, 9n, 1n)], 1],
    ['tie: lower uid', [neuron(2, 3n, 6n), neuron(1, 3n, 6n), neuron(0, 9n, 1n)], 1],
    ['owner spared', [neuron(0, 0n, 1n, true), neuron(1, 3n, 6n), neuron(2, 9n, 1n), neuron(3, 9n, 1n)], 1],
    ['immune spared', [neuron(0, 0n, 901n), neuron(1, 3n, 6n), neuron(2, 9n, 1n), neuron(3, 9n, 1n)], 1],
    ['too few non-immune: an immune goes', [neuron(0, 8n, 901n), neuron(1, 3n, 6n), neuron(2, 9n, 1n)], 0],
    ['immunity ends exactly at the period', [neuron(0, 0n, 900n), neuron(1, 3n, 6n), neuron(2, 9n, 1n)], 0],
    ['nobody', [neuron(0, 8n, 1n, true)], undefined],
    ['few non-immune and no immune: nobody', [neuron(0, 8n, 1n), neuron(1, 8n, 1n)], undefined],
  ])('%s', (_, candidates, expected) => {
    expect(uidToPrune(candidates, rules)).toBe(expected)
  })
})

describe('ownerImmuneUids', () => {
  const owned = [
    { uid: 4, registeredAt: 10n },
    { uid: 2, registeredAt: 5n },
    { uid: 7, registeredAt: 20n },
  ]
  it('keeps the earliest, and the owner hotkey first when it is not among them', () => {
    expect([...ownerImmuneUids(owned, undefined, 1)]).toEqual([2])
    expect([...ownerImmuneUids(owned, 2, 1)]).toEqual([2])
    expect([...ownerImmuneUids(owned, 7, 1)]).toEqual([7])
    expect([...ownerImmuneUids(owned, 7, 2)]).toEqual([7, 2])
  })
})
