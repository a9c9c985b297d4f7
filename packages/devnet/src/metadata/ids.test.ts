import { decAnyMetadata, type V14, type V16 } from '@polkadot-api/substrate-bindings'
import { describe, expect, test } from 'vitest'
import { runtimeApis } from '../apis/registry.js'
import { differingTypes, repeatedTypes } from '../conformance/type-ids.js'
import { encodeMetadata, METADATA_VERSIONS } from './metadata.js'
import { readMainnet } from './testing/mainnet.js'
import { orderOf } from './testing/order.js'
import { namesOf, rootsOf } from './testing/uses.js'

type Entry = V14['lookup'][number]

const real = readMainnet()
const realNames = namesOf(real)
const at381 = { specVersion: 381, slotMs: 12_000 }
const ours = decAnyMetadata(encodeMetadata(16, runtimeApis, at381)).metadata.value as V16
const ourNames = namesOf(ours)

/** A type but for what does not matter for its bytes: names that Rust gives to the types of fields, and documentation. */
function definition({ path, params, def }: Entry) {
  const fields = (list: readonly { name: string | undefined; type: number }[]) =>
    list.map(({ name, type }) => [name, type])
  switch (def.tag) {
    case 'composite':
      return { path, params, composite: fields(def.value) }
    case 'variant':
      return {
        path,
        params,
        cases: def.value.map((item) => [item.name, item.index, fields(item.fields)]),
      }
    default:
      return { path, params, def }
  }
}

const emptyTuple = realNames.indexOf('()')
const isFiller = ({ id, def }: Entry) => id !== emptyTuple && def.tag === 'tuple' && def.value.length === 0

describe('at spec 381', () => {
  const shared = ours.lookup.slice(0, real.lookup.length).filter((entry) => !isFiller(entry))

  test('defect: a type that mainnet has too has its id and its definition, down to the ids of its parts', () => {
    expect(shared.length).toBeGreaterThan(500)
    expect(shared.map(({ id }) => [id, ourNames[id]])).toEqual(shared.map(({ id }) => [id, realNames[id]]))
    const differing = new Set(differingTypes.map(({ type }) => type))
    const equal = shared.filter(({ path }) => !differing.has(path.join('::')))
    expect(equal.map(definition)).toEqual(equal.map(({ id }) => definition(real.lookup[id]!)))
    expect(equal.length).toBe(shared.length - differing.size)
  })

  test.each(differingTypes)('$type differs: $how', ({ type }) => {
    const id = real.lookup.findIndex(({ path }) => path.join('::') === type)
    expect(ours.lookup[id]!.path.join('::')).toBe(type)
    expect(definition(ours.lookup[id]!)).not.toEqual(definition(real.lookup[id]!))
  })

  test('the types that mainnet lists more than once are those of the conformance page', () => {
    const byName = new Map<string, Entry[]>()
    for (const entry of real.lookup) {
      const name = realNames[entry.id]!
      byName.set(name, [...(byName.get(name) ?? []), entry])
    }
    const repeated = [...byName].filter(([, { length }]) => length > 1)
    const short = (name: string) => name.replaceAll(/\w+::/g, '').replaceAll('<>', '')
    expect(repeated.map(([name, same]) => [short(name), same.map(({ id }) => id)])).toEqual(
      repeatedTypes.map(({ type, ids }) => [type, Object.keys(ids).map(Number)]),
    )
    const unused = repeatedTypes.flatMap(({ ids }) =>
      Object.entries(ids).flatMap(([id, use]) => (use.startsWith('(') ? [Number(id)] : [])),
    )
    const here = new Set(shared.map(({ id }) => id))
    expect(repeated.flatMap(([, same]) => same.map(({ id }) => id)).filter((id) => !here.has(id))).toEqual(
      unused,
    )
  })

  test('types that mainnet does not have come after those that it has', () => {
    const own = ourNames.slice(real.lookup.length)
    expect(own.filter((name) => realNames.includes(name))).toEqual([])
    expect(own.length).toBeGreaterThan(10)
  })

  test('defect: storage, constants and runtime APIs have types of mainnet’s ids, also where it lists a type twice', () => {
    const usesOf = (metadata: V16) =>
      new Map(
        rootsOf(metadata).flatMap(([parent, parts]) =>
          parts.map(([place, id]) => [`${parent}.${place}`, id] as const),
        ),
      )
    const theirs = usesOf(real)
    const both = [...usesOf(ours)].filter(([use]) => theirs.has(use))
    expect(both.length).toBeGreaterThan(500)
    expect(both).toEqual(both.map(([use]) => [use, theirs.get(use)]))
  })

  test('the extrinsic and its extensions have types of mainnet’s ids', () => {
    const extrinsicOf = ({ extrinsic, outerEnums }: V16) => {
      const { address, call, signature, signedExtensions } = extrinsic
      return { address, call, signature, signedExtensions, outerEnums }
    }
    expect(extrinsicOf(ours)).toEqual(extrinsicOf(real))
  })
})

test.each([14, 15] as const)(
  'defect: metadata v%i numbers mainnet’s types in the order in which a runtime describes itself in it',
  (version) => {
    const order = orderOf(real, version)
    const metadata = decAnyMetadata(encodeMetadata(version, runtimeApis, at381)).metadata.value as V16
    const names = namesOf(metadata)
    const shared = metadata.lookup.slice(0, order.length).filter(({ id }) => names[id] !== '()')
    expect(shared.length).toBeGreaterThan(400)
    expect(shared.map(({ id }) => names[id])).toEqual(shared.map(({ id }) => realNames[order[id]!]))
    expect(names.slice(order.length).filter((name) => order.some((id) => realNames[id] === name))).toEqual([])
  },
)

test('each version of the runtime gives ids to mainnet’s types that are the same', () => {
  const named = (specVersion: number) => {
    const image = { specVersion, slotMs: 12_000 }
    const metadata = decAnyMetadata(encodeMetadata(16, runtimeApis, image)).metadata.value as V16
    return namesOf(metadata).slice(0, real.lookup.length)
  }
  for (const names of [293, 425].map(named)) {
    expect(names.filter((name, id) => name !== '()' && name !== realNames[id])).toEqual([])
  }
})

test.each(METADATA_VERSIONS)('ids of metadata v%i are positions', (version) => {
  const { lookup } = decAnyMetadata(encodeMetadata(version, runtimeApis)).metadata.value as V14
  expect(lookup.map(({ id }) => id)).toEqual(lookup.map((_, position) => position))
})
