import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decAnyMetadata, type V16 } from '@polkadot-api/substrate-bindings'
import { describe, expect, test } from 'vitest'
import { spell } from '../conformance/testing/spell.js'
import { transactionExtensions } from '../metadata/extensions.js'
import { encodeMetadata } from '../metadata/metadata.js'
import type { UntypedPallet } from './pallet.js'
import { pallets } from './schema.js'

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url))

interface Surface {
  readonly pallets: readonly {
    readonly name: string
    readonly index: number
    readonly calls: readonly {
      readonly name: string
      readonly index: number
      readonly args: readonly string[]
    }[]
    readonly storage: readonly {
      readonly name: string
      readonly modifier: string
      readonly hashers?: string[]
    }[]
    readonly events: readonly string[]
    readonly errors: readonly { readonly name: string; readonly index: number }[]
    readonly constants: readonly { readonly name: string }[]
  }[]
  readonly signedExtensions: readonly string[]
}

const surface: Surface = JSON.parse(fixture('surface-spec381.json').toString())

/** Calls of spec 381 that the schema has in a newer form. */
const NEWER_FORMS = ['MevShield.submit_encrypted']

/** Entries of the schema that the chain of spec 381 had already. */
function dated<T extends object>(items: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(items).filter(([, item]) => !('since' in item))
}

describe.each(pallets.map((pallet) => [pallet.name, pallet] as const))('%s', (name, pallet) => {
  const real = surface.pallets.find((candidate) => candidate.name === name)!

  test('has the calls of the real chain', () => {
    expect(pallet.index).toBe(real.index)
    const ours = dated(pallet.calls).map(([call, { index, args }]) => ({
      name: call,
      index,
      args: Object.keys(args),
    }))
    const theirs = real.calls
      .filter((call) => !NEWER_FORMS.includes(`${name}.${call.name}`))
      .map(({ name: call, index, args }) => ({
        name: call,
        index,
        args: args.map((arg) => arg.split(':')[0]),
      }))
    expect(byName(ours)).toEqual(byName(theirs))
  })

  test('has the storage of the real chain', () => {
    const ours = dated(pallet.storage).map(([item, { keys, ...rest }]) => ({
      name: item,
      modifier: 'fallback' in rest ? 'Default' : 'Optional',
      hashers: keys.map(({ hasher }) => hasher.replace('Blake2128', 'Blake2_128')),
    }))
    const theirs = real.storage.map(({ name: item, modifier, hashers = [] }) => ({
      name: item,
      modifier,
      hashers,
    }))
    expect(byName(ours)).toEqual(byName(theirs))
  })

  test('has the events, errors and constants of the real chain', () => {
    const ours = dated(pallet.events).map(([event]) => event)
    expect(ours).toEqual(real.events.map((event) => event.replace(/\(.*/s, '')))
    expect(pallet.errors.slice(0, real.errors.length)).toEqual(real.errors.map((error) => error.name))
    expect(Object.keys(pallet.constants)).toEqual(real.constants.map((constant) => constant.name))
  })
})

test('the transaction extensions are those of the real chain', () => {
  const ours = transactionExtensions.filter((extension) => extension.since === undefined)
  expect(ours.map(({ identifier }) => identifier)).toEqual(surface.signedExtensions)
})

describe('types, structure by structure', () => {
  const ours = decAnyMetadata(encodeMetadata(16, [])).metadata.value as V16
  const real = decAnyMetadata(new Uint8Array(gunzipSync(fixture('metadata-spec381.scale.gz')))).metadata
    .value as V16

  test.each(pallets.map((pallet) => [pallet.name, pallet] as const))('%s', (name, pallet) => {
    const mine = typesOf(ours, pallet)
    const theirs = typesOf(real, pallet)
    expect(mine.size, name).toBeGreaterThan(0)
    for (const [item, type] of mine) expect([item, type]).toEqual([item, theirs.get(item)])
  })

  test.each(pallets.map((pallet) => [pallet.name, pallet] as const))(
    'defaults and constants of %s',
    (_, pallet) => {
      expect(Object.fromEntries(valuesOf(ours, pallet))).toEqual(Object.fromEntries(valuesOf(real, pallet)))
    },
  )
})

const byName = <T extends { readonly name: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1))

/** Differences of the fast build behind the fixture from the chain: its periods are shorter. */
const OF_THE_FAST_BUILD = [
  'System.Version',
  'Timestamp.MinimumPeriod',
  'Aura.SlotDuration',
  'SubtensorModule.Tempo',
  'SubtensorModule.NetworkRateLimit',
  'SubtensorModule.ColdkeySwapAnnouncementDelay',
  'SubtensorModule.PendingChildKeyCooldown',
  'SubtensorModule.InitialTempo',
  'SubtensorModule.InitialColdkeySwapAnnouncementDelay',
  'SubtensorModule.ColdkeySwapReannouncementDelay',
  'SubtensorModule.InitialColdkeySwapReannouncementDelay',
  'SubtensorModule.TxChildkeyTakeRateLimit',
  'Crowdloan.MinimumBlockDuration',
  'Crowdloan.MaximumBlockDuration',
  'SubtensorModule.InitialTxChildKeyTakeRateLimit',
]

/** Defaults and constants of a pallet that the real chain has too, as SCALE bytes. */
function valuesOf(metadata: V16, pallet: UntypedPallet): Map<string, string> {
  const described = metadata.pallets.find(({ name }) => name === pallet.name)!
  const values = new Map<string, string>()
  for (const { name, modifier, fallback } of described.storage?.items ?? []) {
    const item = pallet.storage[name]
    if (modifier === 1 && item && item.since === undefined) values.set(`${pallet.name}.${name}`, fallback)
  }
  for (const { name, value } of described.constants) values.set(`${pallet.name}.${name}`, value)
  for (const name of OF_THE_FAST_BUILD) values.delete(name)
  return values
}

/** Every type that a pallet's items are made of, spelled out. */
function typesOf(metadata: V16, pallet: UntypedPallet): Map<string, string> {
  const types = new Map<string, string>()
  const described = metadata.pallets.find(({ name }) => name === pallet.name)!
  const isDated = (items: Readonly<Record<string, object>>, item: string) =>
    item in items && !('since' in items[item]!)
  for (const { name, type } of described.storage?.items ?? []) {
    if (!isDated(pallet.storage, name)) continue
    if (type.tag === 'map') types.set(`key of ${name}`, spell(metadata, type.value.key))
    types.set(name, spell(metadata, type.tag === 'map' ? type.value.value : type.value))
  }
  for (const { name, type } of described.constants) types.set(name, spell(metadata, type))
  const cases = (of: { type: number } | undefined, items: Readonly<Record<string, object>>) => {
    if (!of) return
    const { def } = metadata.lookup[of.type]!
    for (const item of def.tag === 'variant' ? def.value : []) {
      if (!isDated(items, item.name)) continue
      const fields = item.fields.map(({ name, type }) => `${name ?? ''}:${spell(metadata, type)}`)
      types.set(`${item.name}@${item.index}`, fields.join())
    }
  }
  cases(described.calls, pallet.calls)
  cases(described.events, pallet.events)
  return types
}
