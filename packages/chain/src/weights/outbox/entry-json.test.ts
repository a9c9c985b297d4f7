import { expect, expectTypeOf, test } from 'vitest'
import { sampleEntries } from '../testing/entry.js'
import type { EntryAt, OutboxStage } from './entry.js'
import { decodeEntry, encodeEntry, type JsonEntry } from './entry-json.js'

test('the codec is that of the union, stage by stage', () => {
  type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
  type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T
  type Matches = { [S in OutboxStage]: Mutual<Writable<JsonEntry<S>>, Writable<EntryAt<S>>> }
  expectTypeOf<Matches[OutboxStage]>().toEqualTypeOf<true>()
})

test('an entry survives JSON, in every form', () => {
  for (const entry of sampleEntries()) {
    expect(decodeEntry(JSON.parse(JSON.stringify(encodeEntry(entry))))).toEqual(entry)
  }
})

test.each([
  ['a field of another stage', { included: { number: 1, hash: '0x' } }],
  ['a mode without an extrinsic', { mode: 'plain' }],
  ['an unknown stage', { stage: 'sent' }],
  ['a version key beyond u64 digits', { vector: { uids: [], values: [], versionKey: '1'.repeat(21) } }],
])('%s is no entry', (_, change) => {
  const [intended] = sampleEntries()
  const json = { ...(encodeEntry(intended!) as object), ...change }
  expect(() => decodeEntry(json)).toThrow()
})

test('an entry of a later version is no corruption', () => {
  const [intended] = sampleEntries()
  const json = { ...(encodeEntry(intended!) as object), version: 3 }
  expect(() => decodeEntry(json)).toThrow(expect.objectContaining({ code: 'OUTBOX_NEWER' }))
})

// Literal entries as version 1 wrote them: every field, most of them null.
const decision = {
  ...{ chain: '0xabab', netuid: 2, mechanism: 0, hotkey: '5Validator', key: 'round-1', revision: 3 },
  ...{ vector: { uids: [0, 7], values: [65535, 9], versionKey: '18446744073709551615' }, intendedAt: 30 },
  ...{ wanted: null, signatures: 1 },
}
const nothing = {
  ...{ mode: null, sealed: null, signed: null, included: null, reveal: null, revealed: null, failure: null },
}
const signed = {
  ...{ call: 'SubtensorModule.commit_weights', bytes: '0x00ff', hash: '0xab', signer: '5Validator' },
  ...{ nonce: 4, birthBlock: 31, lastBlock: 95, specVersion: 425 },
}
const salted = { kind: 'salted', hash: '0xef', salt: [0, 65535], epoch: 0 }
const timelocked = { kind: 'timelocked', hash: '0xcd', round: '100', epoch: 3, firstRevealBlock: 99 }
const included = { number: 40, hash: '0x12' }
const revealed = { number: 90, hash: '0x34' }
const failure = { code: 'WEIGHTS_RATE_LIMITED', reason: 'a', fix: 'b', retryBlock: 3 }

test.each([
  ['intended', {}, []],
  ['signed', { mode: 'plain', signed }, ['mode', 'signed']],
  ['submitted', { mode: 'salted', sealed: salted, signed }, ['mode', 'sealed', 'signed']],
  [
    'included',
    { mode: 'timelocked', sealed: timelocked, signed, included },
    ['included', 'mode', 'sealed', 'signed'],
  ],
  ['confirmed', { mode: 'plain', signed, included }, ['included', 'mode', 'signed']],
  [
    'confirmed',
    { mode: 'salted', sealed: salted, signed, included },
    ['included', 'mode', 'sealed', 'signed'],
  ],
  [
    'revealing',
    { mode: 'salted', sealed: salted, signed, included, reveal: signed },
    ['included', 'mode', 'reveal', 'sealed', 'signed'],
  ],
  [
    'revealed',
    { mode: 'salted', sealed: salted, signed, included, reveal: signed, revealed },
    ['included', 'mode', 'reveal', 'revealed', 'sealed', 'signed'],
  ],
  [
    'revealed',
    { mode: 'salted', sealed: salted, signed, included },
    ['included', 'mode', 'reveal', 'revealed', 'sealed', 'signed'],
  ],
  [
    'revealed',
    { mode: 'timelocked', sealed: timelocked, signed, included, revealed },
    ['included', 'mode', 'revealed', 'sealed', 'signed'],
  ],
  ['superseded', { failure }, ['failure']],
  [
    'superseded',
    { mode: 'salted', sealed: salted, signed, included, failure },
    ['failure', 'included', 'mode', 'sealed', 'signed'],
  ],
  ['failed', { failure }, ['failure']],
  [
    'failed',
    { mode: 'salted', sealed: salted, signed, included, reveal: signed, failure },
    ['failure', 'included', 'mode', 'reveal', 'sealed', 'signed'],
  ],
])('an entry that version 1 wrote is read: %s %#', (stage, more, fields) => {
  const old = { ...decision, ...nothing, stage, ...more }
  const entry = decodeEntry(JSON.parse(JSON.stringify(old)))
  const own = Object.keys(entry).filter((field) => !(field in decision) && field !== 'stage')
  expect(own.toSorted()).toEqual(fields)
  expect(entry).toMatchObject({
    ...{ key: 'round-1', revision: 3, stage, signatures: 1 },
    vector: { versionKey: 2n ** 64n - 1n },
    ...('included' in more && { included }),
    ...('failure' in more && { failure: { ...failure, cause: null } }),
  })
  // From then on it is one of this version.
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry)
})
