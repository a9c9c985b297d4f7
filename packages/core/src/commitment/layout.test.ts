import { readFileSync } from 'node:fs'
import type { CommitmentField } from '@subnetkit/chain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeEntries,
  encodeEntries,
  findEntry,
  readSlot,
  type Slot,
  type SlotEntry,
  setEntry,
  writeSlot,
} from './layout.js'
import { readNotice, setRoot, withNotice } from './notice.js'
import { packageHashIn } from './package-hash.js'

const byte = fc.integer({ min: 0, max: 255 })
const data = (maxLength: number) => fc.uint8Array({ maxLength })
const entry = fc.record({ kind: byte, mechanism: byte, payload: data(60) })
const field: fc.Arbitrary<CommitmentField> = fc.oneof(
  fc.record({ kind: fc.constant('Raw' as const), data: data(128) }),
  fc.record({ kind: fc.constant('BigRaw' as const), data: data(512) }),
  // Ours, cut or damaged.
  fc
    .tuple(fc.array(entry, { maxLength: 3 }), fc.nat(200), byte)
    .map(([entries, cut, end]): CommitmentField => {
      const whole = encodeEntries(entries)
      return { kind: 'BigRaw', data: Uint8Array.of(...whole.subarray(0, cut), end) }
    }),
  fc.constant<CommitmentField>({ kind: 'Sha256', data: new Uint8Array(32).fill(9) }),
  fc.constant<CommitmentField>({ kind: 'ResetBondsFlag' }),
  fc.constant<CommitmentField>({ kind: 'Unknown', variant: 'TimelockRevealFailed' }),
)
const fields = fc.array(field, { maxLength: 3 })
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 })
const round = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

describe('the layout of a commitment', () => {
  it('is read from any bytes without an error', () => {
    fc.assert(
      fc.property(fields, byte, (given, mechanism) => {
        const { entries, foreign } = readSlot(given)
        expect(foreign.length).toBeLessThanOrEqual(given.length)
        expect(entries.every(({ payload }) => payload.length <= 255)).toBe(true)
        expect(readNotice(readSlot(given), mechanism)).toBeDefined()
      }),
    )
  })

  it('keeps every field and entry of others when an entry of ours is set', () => {
    fc.assert(
      fc.property(fields, entry, (given, { kind, mechanism, payload }) => {
        const before = readSlot(given)
        const written = writeSlot(setEntry(before, kind, mechanism, payload))
        if (written === null) return
        const after = readSlot(written)
        expect(findEntry(after, kind, mechanism)).toEqual({ kind, mechanism, payload })
        const others = ({ entries }: { entries: readonly SlotEntry[] }) =>
          entries.filter((one) => one.kind !== kind || one.mechanism !== mechanism)
        expect(others(after)).toEqual(others(before))
        const isKept = (one: CommitmentField) => one.kind !== 'ResetBondsFlag' && one.kind !== 'Unknown'
        expect(after.foreign).toEqual(before.foreign.filter(isKept))
      }),
    )
  })

  it('puts fields of others first, since some tools read only that one', () => {
    const other: CommitmentField = { kind: 'Raw', data: Uint8Array.of(1) }
    const own = {
      kind: 'Raw',
      data: encodeEntries([{ kind: 6, mechanism: 0, payload: Uint8Array.of(2) }]),
    } as const
    expect(writeSlot(readSlot([own, other]))).toEqual([other, own])
  })

  it('does not fit beside three fields of others, or with more than the fields hold', () => {
    const other: CommitmentField = { kind: 'Raw', data: Uint8Array.of(1) }
    const full = { kind: 9, mechanism: 0, payload: new Uint8Array(255) }
    expect(writeSlot({ entries: [full], foreign: [other, other, other] })).toBeNull()
    expect(writeSlot({ entries: [full, full, full], foreign: [] })).toHaveLength(3)
    expect(writeSlot({ entries: [full, full, full, full], foreign: [] })).toBeNull()
  })
})

describe('round notices in it', () => {
  it('read back as they were written, for each mechanism', () => {
    const notice = fc.record({
      committed: fc.record({ round, secretHash: secret }),
      revealed: fc.array(
        fc
          .record({ round, secret })
          .map((one) => ({ round: one.round, through: one.round, secret: one.secret })),
        { minLength: 1, maxLength: 5 },
      ),
    })
    fc.assert(
      fc.property(fields, notice, notice, (given, first, other) => {
        const slot = withNotice(withNotice(readSlot(given), 0, first), 255, other)
        expect(readNotice(slot, 0)).toMatchObject(first)
        expect(readNotice(slot, 255)).toMatchObject(other)
      }),
    )
  })

  it('of a hash and a secret take the least space that the chain charges', () => {
    const bytes = new Uint8Array(32)
    const slot = withNotice({ entries: [], foreign: [] }, 0, {
      committed: { round: 200, secretHash: bytes },
      revealed: [{ round: 0, through: 90, secret: bytes }],
    })
    expect(writeSlot(slot)).toMatchObject([{ kind: 'Raw', data: { length: 97 } }])
  })

  it('with a root over score records take 140 bytes, and the next notice keeps the root', () => {
    const bytes = new Uint8Array(32)
    const notice = {
      committed: { round: 200, secretHash: bytes },
      revealed: [{ round: 0, through: 90, secret: bytes }],
    }
    fc.assert(
      fc.property(round, secret, byte, (through, root, mechanism) => {
        const empty: Slot = { entries: [], foreign: [] }
        const slot = setRoot(withNotice(empty, mechanism, notice), mechanism, { through, root })
        expect(writeSlot(slot)).toMatchObject([{ kind: 'BigRaw', data: { length: 140 } }])
        expect(readNotice(withNotice(slot, mechanism, notice), mechanism)).toEqual({
          ...notice,
          receipts: { through, root },
        })
      }),
    )
  })

  it('of 15 mechanisms fit into a commitment, those of 10 beside a field of another tool; with roots 10 and 7', () => {
    const bytes = new Uint8Array(32)
    const notice = {
      committed: { round: 200, secretHash: bytes },
      revealed: [{ round: 0, through: 90, secret: bytes }],
    }
    const slotOf = (mechanisms: number, foreign: readonly CommitmentField[]) =>
      Array.from({ length: mechanisms }, (_, mechanism) => mechanism).reduce<Slot>(
        (slot, mechanism) => withNotice(slot, mechanism, notice),
        { entries: [], foreign },
      )
    const other: CommitmentField = { kind: 'Raw', data: Uint8Array.of(1) }
    const withRoots = (slot: Slot, mechanisms: number) =>
      Array.from({ length: mechanisms }, (_, mechanism) => mechanism).reduce<Slot>(
        (before, mechanism) => setRoot(before, mechanism, { through: 1, root: bytes }),
        slot,
      )
    const rooted = [withRoots(slotOf(10, []), 10), withRoots(slotOf(7, [other]), 7)]
    for (const slot of [slotOf(15, []), slotOf(10, [other]), ...rooted]) {
      expect(readSlot(writeSlot(slot) ?? [])).toEqual(slot)
    }
  })

  it('from before the layout are still read, and replaced by the next', () => {
    const old = (mark: number, number: number, payload: number): CommitmentField => ({
      kind: 'Raw',
      data: Uint8Array.of(0x73, 0x6b, mark, number, 0, 0, 0, 0, 0, 0, 0, ...new Uint8Array(32).fill(payload)),
    })
    const other: CommitmentField = { kind: 'Raw', data: Uint8Array.of(1) }
    const slot = readSlot([old(1, 9, 1), other, old(2, 8, 2)])
    expect(readNotice(slot, 0)).toEqual({
      receipts: null,
      committed: { round: 9, secretHash: new Uint8Array(32).fill(1) },
      revealed: [{ round: 8, through: 8, secret: new Uint8Array(32).fill(2) }],
    })
    expect(readNotice(slot, 1)).toEqual({ committed: null, revealed: [], receipts: null })
    const next = { committed: { round: 900, secretHash: new Uint8Array(32) }, revealed: [] }
    expect(readNotice(withNotice(slot, 0, next), 0)).toEqual({ ...next, receipts: null })
    expect(withNotice(slot, 0, next).foreign).toEqual([other])
    // Entries of other mechanisms and kinds leave them alone.
    expect(withNotice(slot, 1, next).foreign).toHaveLength(3)
  })
})

it('agrees with the vectors of docs/commitment.md', () => {
  const file = new URL('../../../../docs/vectors/commitment-1.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(file, 'utf8'))
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
  const hex = (given: Uint8Array) => Buffer.from(given).toString('hex')
  for (const { field: text, entries } of vectors.valid) {
    const read = decodeEntries(bytes(text))
    expect(read?.map(({ kind, mechanism, payload }) => ({ kind, mechanism, payload: hex(payload) }))).toEqual(
      entries,
    )
    expect(hex(encodeEntries(read!))).toBe(text)
  }
  for (const { field: text } of vectors.foreign) expect(decodeEntries(bytes(text))).toBeNull()
  for (const { fields: given, mechanism, committed, revealed } of vectors.notices) {
    const slot = readSlot(given.map((text: string): CommitmentField => ({ kind: 'Raw', data: bytes(text) })))
    const notice = readNotice(slot, mechanism)
    expect({
      committed: notice.committed && { ...notice.committed, secretHash: hex(notice.committed.secretHash) },
      revealed: notice.revealed.map((one) => ({ ...one, secret: hex(one.secret) })),
    }).toEqual({ committed, revealed })
  }
  for (const { field: text, mechanism, through, root } of vectors.roots) {
    const { receipts } = readNotice(readSlot([{ kind: 'BigRaw', data: bytes(text) }]), mechanism)
    expect(receipts && { through: receipts.through, root: hex(receipts.root) }).toEqual(
      root === null ? null : { through, root },
    )
  }
  for (const { about, field: text, hash } of vectors.packages) {
    const found = packageHashIn(decodeEntries(bytes(text)) ?? [])
    expect([about, found && hex(found)]).toEqual([about, hash])
  }
})
