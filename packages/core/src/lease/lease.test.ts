import { describe, expect, test } from 'vitest'
import { encodeEntries, entryKinds, readSlot } from '../commitment/layout.js'
import { blocksFor } from './chain-lease.js'
import { findLease, type Lease, setLease } from './entry.js'
import { createLeaseHolder } from './holder.js'
import { isRenewalDue, leaseBlocks, leaseStanding, releasedLease, takeoverMargin } from './judge.js'
import type { FinalLease } from './lease-port.js'

const [own, other] = ['ab'.repeat(16), 'cd'.repeat(16)]
const empty = { entries: [], foreign: [] }

test('a lease is read as it was written, for each mechanism, beside other entries', () => {
  const card = { kind: entryKinds.modelCard, mechanism: 0, payload: Uint8Array.of(1, 2, 3) }
  const lease = { holder: own, through: 2 ** 40 }
  const slot = setLease(setLease({ ...empty, entries: [card] }, 0, lease), 1, { holder: other, through: 1 })
  const data = encodeEntries(slot.entries)
  const read = readSlot([{ kind: 'BigRaw', data }])
  expect(read.entries[0]).toEqual(card)
  expect([findLease(read, 0), findLease(read, 1), findLease(read, 2)]).toEqual([
    lease,
    { holder: other, through: 1 },
    null,
  ])
  expect(setLease(setLease(read, 0, null), 1, null).entries).toEqual([card])
})

test('a short payload is none, and bytes behind it belong to a later version', () => {
  const of = (payload: Uint8Array) => ({
    ...empty,
    entries: [{ kind: entryKinds.lease, mechanism: 0, payload }],
  })
  expect(findLease(of(new Uint8Array(23)), 0)).toBeNull()
  expect(findLease(of(new Uint8Array(40)), 0)).toEqual({ holder: '00'.repeat(16), through: 0 })
})

test('a lease is claimed by another store only some final blocks after its end', () => {
  const at = (block: number, holder = other) =>
    leaseStanding({ block, lease: { holder, through: 100 }, writtenAt: 1 }, own).kind
  expect(leaseStanding({ block: 5, lease: null, writtenAt: null }, own)).toEqual({ kind: 'free' })
  expect([at(1, own), at(99, own), at(100, own)]).toEqual(['held', 'held', 'free'])
  expect([at(1), at(100), at(100 + takeoverMargin - 1), at(100 + takeoverMargin)]).toEqual([
    ...['other', 'other', 'other', 'free'],
  ])
})

test('defect: a lease that another write had removed was claimed while weights of its holder were on their way', () => {
  const at = (block: number, lease: Lease | null) => leaseStanding({ block, lease, writtenAt: 100 }, own)
  const written = { kind: 'overwritten', writtenAt: 100, freeFrom: 172 }
  expect([at(101, null), at(171, null)]).toEqual([written, written])
  expect(at(172, null)).toEqual({ kind: 'free' })
  // As if a writer had put an older state of the commitment back.
  for (const holder of [own, other]) expect(at(171, { holder, through: 90 })).toEqual(written)
})

test('renewals fit into the space of the chain, whatever the commitment holds', () => {
  const budget = { tempo: 360, limit: 3_100, charge: 167, mechanisms: 1 }
  expect(leaseBlocks(budget)).toBe(360)
  expect(leaseBlocks({ ...budget, tempo: 20 })).toBe(256)
  expect(leaseBlocks({ ...budget, charge: 1_536 })).toBe(2 * Math.ceil((360 * 1_536) / (3_100 / 8)))
  for (const charge of [100, 167, 600, 1_536]) {
    for (const tempo of [20, 360, 7_200]) {
      const blocks = leaseBlocks({ ...budget, tempo, charge })
      // Writes of one epoch, a renewal at each half of a lease.
      expect(Math.floor(tempo / (blocks / 2)) * charge).toBeLessThanOrEqual(3_100 / 4)
    }
  }
  expect([isRenewalDue(99, 200, 200), isRenewalDue(100, 200, 200)]).toEqual([false, true])
  expect(
    blocksFor(empty, { space: { used: 0, limit: 3_100, tempo: 360, freeBlock: null } } as never, 0),
  ).toBe(360)
})

test('a released lease ends with what was signed before, and never later than it did', () => {
  expect(releasedLease({ holder: own, through: 500 }, 100)).toEqual({ holder: own, through: 172 })
  expect(releasedLease({ holder: own, through: 120 }, 100)).toEqual({ holder: own, through: 120 })
})

describe('a store', () => {
  const holderOf = (final: FinalLease, { best = final.block, active = true } = {}) =>
    createLeaseHolder(
      { final: async () => final, best: async () => best },
      { read: async () => ({ holder: own, active }), release: async () => {}, activate: async () => {} },
      { netuid: 1, hotkey: '5V' },
    )
  const at = (block: number, lease: FinalLease['lease']) => ({ block, lease, writtenAt: null, nonce: 7 })

  test('signs what ends within its lease', async () => {
    const holder = holderOf(at(100, { holder: own, through: 200 }), { best: 103 })
    expect(await holder.requireHeld(64)).toBe(200)
    await expect(holder.requireHeld(98)).rejects.toMatchObject({ code: 'LEASE_NOT_HELD' })
    const permit = await holder.permitWrite()
    expect([permit.nonce, permit.renewed(103, 256)]).toEqual([undefined, { holder: own, through: 359 }])
    expect(permit.renewed(60, 256)).toBeNull()
    await permit.check({ lastBlock: 200 })
    await expect(permit.check({ lastBlock: 201 })).rejects.toMatchObject({ code: 'LEASE_NOT_HELD' })
  })

  test('binds a claim to the nonce of the block that was read', async () => {
    for (const lease of [null, { holder: other, through: 90 }, { holder: own, through: 150 }]) {
      const permit = await holderOf(at(100, lease)).permitWrite()
      expect([permit.nonce, permit.renewed(101, 256)]).toEqual([7, { holder: own, through: 357 }])
    }
    await expect(holderOf(at(100, null)).requireHeld(0)).rejects.toMatchObject({ code: 'LEASE_NOT_HELD' })
  })

  test('signs nothing under the lease of another one, or once it has released its own', async () => {
    const lease = { holder: other, through: 100 }
    const held = holderOf(at(103, lease))
    for (const call of [held.requireHeld(0), held.permitWrite()]) {
      await expect(call).rejects.toMatchObject({ code: 'LEASE_HELD', details: { freeFrom: 104 } })
    }
    const released = holderOf(at(1, { holder: own, through: 100 }), { active: false })
    for (const call of [released.requireHeld(0), released.permitWrite()]) {
      await expect(call).rejects.toMatchObject({ code: 'LEASE_RELEASED' })
    }
  })
})
