import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decAnyMetadata, type V16 } from '@polkadot-api/substrate-bindings'
import { describe, expect, test } from 'vitest'
import { runtimeApis } from '../apis/registry.js'
import { encodeMetadata } from '../metadata/metadata.js'
import { spell } from './testing/spell.js'

const fixture = readFileSync(new URL('../../fixtures/metadata-spec381.scale.gz', import.meta.url))
const real = decAnyMetadata(new Uint8Array(gunzipSync(fixture))).metadata.value as V16
const ours = decAnyMetadata(encodeMetadata(16, runtimeApis)).metadata.value as V16

/** Types that spec 381 spells otherwise than the devnet, for the reason given. */
const OTHERWISE: readonly (readonly [theirs: RegExp, ours: string])[] = [
  // Opaque bytes for both, under another name.
  [/fp_self_contained::.*::UncheckedExtrinsic\{.*\}\}/, 'sp_runtime::OpaqueExtrinsic{:Vec<u8>}'],
  // Since spec 425 the cutoff is counted in blocks of any number; in bytes the same.
  [/activity_cutoff:(Option<.{0,20}?)?Compact<u16>/, 'activity_cutoff:$1Compact<u64>'],
]

const asOurs = (type: string): string =>
  OTHERWISE.reduce((text, [theirs, mine]) => text.replace(theirs, mine), type)

/** Every method of an API with the types of its inputs and its output, spelled out. */
function signatures(metadata: V16, api: string): Map<string, { inputs: string[]; output: string }> {
  const methods = metadata.apis.find(({ name }) => name === api)?.methods ?? []
  return new Map(
    methods.map(({ name, inputs, output }) => [
      name,
      {
        inputs: inputs.map((input) => asOurs(`${input.name}: ${spell(metadata, input.type)}`)),
        output: asOurs(spell(metadata, output)),
      },
    ]),
  )
}

describe('runtime APIs have the types of the real chain', () => {
  test.each(runtimeApis.map(({ name }) => [name]))('%s', (name) => {
    const theirs = signatures(real, name)
    const mine = signatures(ours, name)
    expect(mine.size).toBeGreaterThan(0)
    for (const [method, signature] of mine) {
      if (theirs.has(method)) expect([method, signature]).toEqual([method, theirs.get(method)])
    }
  })
})
