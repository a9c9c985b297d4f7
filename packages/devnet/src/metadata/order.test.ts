import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decAnyMetadata, type V16 } from '@polkadot-api/substrate-bindings'
import { expect, test } from 'vitest'
import { runtimeApis } from '../apis/registry.js'
import { encodeMetadata } from './metadata.js'

const fixture = new URL('../../fixtures/metadata-spec381.scale.gz', import.meta.url)
const real = decAnyMetadata(gunzipSync(readFileSync(fixture))).metadata.value as V16
const ours = decAnyMetadata(encodeMetadata(16, runtimeApis, { specVersion: 381, slotMs: 12_000 })).metadata
  .value as V16

/** Names that both have, each in its own order. */
function shared(mine: readonly string[], theirs: readonly string[]): [string[], string[]] {
  return [mine.filter((name) => theirs.includes(name)), theirs.filter((name) => mine.includes(name))]
}

const named = (items: readonly { readonly name: string }[] = []) => items.map(({ name }) => name)

test('pallets and their sections are in the order of the real metadata', () => {
  const [pallets, realPallets] = shared(named(ours.pallets), named(real.pallets))
  expect(pallets).toEqual(realPallets)
  const cases = (metadata: V16, of: { type: number } | undefined) =>
    named((of && metadata.lookup[of.type]?.def.value) as { name: string }[] | undefined)
  for (const mine of ours.pallets) {
    const theirs = real.pallets.find(({ name }) => name === mine.name)!
    const sections = [
      shared(named(mine.storage?.items), named(theirs.storage?.items)),
      shared(named(mine.constants), named(theirs.constants)),
      ...(['calls', 'events', 'errors'] as const).map((section) =>
        shared(cases(ours, mine[section]), cases(real, theirs[section])),
      ),
    ]
    for (const [order, realOrder] of sections) expect([mine.name, order]).toEqual([mine.name, realOrder])
  }
})

test('defect: runtime APIs and their functions are in the order of the real metadata', () => {
  const [apis, realApis] = shared(named(ours.apis), named(real.apis))
  expect(apis).toEqual(realApis)
  for (const name of apis) {
    const methods = (metadata: V16) => named(metadata.apis.find((api) => api.name === name)?.methods)
    const [order, realOrder] = shared(methods(ours), methods(real))
    expect(order).toEqual(realOrder)
  }
})

test('defect: the types of arguments are named as in the real metadata, by which clients tell TAO from a count', () => {
  const argumentsOf = (metadata: V16) =>
    new Map(
      metadata.pallets.flatMap(({ name, calls }) => {
        const cases = (calls ? metadata.lookup[calls.type]!.def.value : []) as {
          name: string
          fields: { name?: string; typeName?: string }[]
        }[]
        return cases.flatMap((one) =>
          one.fields.map((field) => [`${name}.${one.name}(${field.name})`, field.typeName] as const),
        )
      }),
    )
  const [mine, theirs] = [argumentsOf(ours), argumentsOf(real)]
  const both = [...mine].filter(([path]) => theirs.has(path))
  expect(both.length).toBeGreaterThan(450)
  expect(both.filter(([path, name]) => theirs.get(path) !== name)).toEqual([])
  expect(mine.get('AdminUtils.sudo_set_max_burn(max_burn)')).toBe('TaoBalance')
})
