import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decAnyMetadata, type V16 } from '@polkadot-api/substrate-bindings'
import { describe, expect, test } from 'vitest'
import { encodeMetadata } from '../metadata/metadata.js'
import { runtimeApis } from './registry.js'

const fixture = new URL('../../fixtures/metadata-spec381.scale.gz', import.meta.url)
const real = decAnyMetadata(gunzipSync(readFileSync(fixture))).metadata.value as V16
const ours = decAnyMetadata(encodeMetadata(16, runtimeApis)).metadata.value as V16

/** Functions that the chain has got since spec 381, by API. */
const newer: Readonly<Record<string, readonly string[]>> = {
  SubnetInfoRuntimeApi: ['get_subnet_hyperparams_v3', 'get_subnet_account_id', 'get_next_epoch_start_block'],
  StakeInfoRuntimeApi: [
    'get_stake_availability_for_coldkeys',
    'get_coldkey_lock',
    'get_hotkey_conviction',
    'get_most_convicted_hotkey_on_subnet',
  ],
}

/** Became wider since: the same bytes for the values that both can hold. */
const widened = (spelled: string) =>
  spelled.replaceAll(/(activity_cutoff:(?:Option\[None@0{},Some@1{:)?)Compact<u16>/g, '$1Compact<u64>')

const names = [
  'DelegateInfoRuntimeApi',
  'NeuronInfoRuntimeApi',
  'SubnetInfoRuntimeApi',
  'StakeInfoRuntimeApi',
  'SubnetRegistrationRuntimeApi',
  'SwapRuntimeApi',
  'AccountNonceApi',
  'Metadata',
]

describe.each(names)('%s', (name) => {
  const signatures = (metadata: V16) =>
    new Map(
      metadata.apis
        .find((api) => api.name === name)!
        .methods.map((method) => [
          method.name,
          [
            ...method.inputs.map((input) => `${input.name}:${spell(metadata, input.type)}`),
            spell(metadata, method.output),
          ],
        ]),
    )

  test('has the functions of the real chain, and the known newer ones', () => {
    const expected = [...signatures(real).keys(), ...(newer[name] ?? [])]
    expect([...signatures(ours).keys()].sort()).toEqual(expected.sort())
  })

  test('takes and gives the types of the real chain, down to the last field', () => {
    const mine = signatures(ours)
    for (const [method, types] of signatures(real)) expect(mine.get(method)).toEqual(types.map(widened))
  })
})

/** A type spelled out: what is in it and how it is called. */
function spell(metadata: V16, id: number): string {
  const { def, path } = metadata.lookup[id]!
  const name = path.at(-1) ?? ''
  const field = (f: { name: string | undefined; type: number }) =>
    `${f.name ?? ''}:${spell(metadata, f.type)}`
  switch (def.tag) {
    case 'primitive':
      return def.value.tag
    case 'compact':
      return `Compact<${spell(metadata, def.value)}>`
    case 'sequence':
      return `Vec<${spell(metadata, def.value)}>`
    case 'array':
      return `[${spell(metadata, def.value.type)};${def.value.len}]`
    case 'tuple':
      return `(${def.value.map((part) => spell(metadata, part)).join()})`
    case 'composite':
      return `${name}{${def.value.map(field).join()}}`
    case 'variant':
      return `${name}[${def.value.map((item) => `${item.name}@${item.index}{${item.fields.map(field).join()}}`).join()}]`
    default:
      throw new Error(`no way to spell ${def.tag}`)
  }
}
