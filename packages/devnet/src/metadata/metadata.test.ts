import { Metadata, TypeRegistry } from '@polkadot/types'
import { decAnyMetadata, type V14 } from '@polkadot-api/substrate-bindings'
import { expect, test } from 'vitest'
import { toHex } from '../codec/bytes.js'
import { encodeMetadata, METADATA_VERSIONS } from './metadata.js'

test.each(METADATA_VERSIONS)('metadata v%i is read back by both client libraries', (version) => {
  const bytes = encodeMetadata(version, [])
  expect(decAnyMetadata(bytes).metadata.tag).toBe(`v${version}`)
  const registry = new TypeRegistry()
  const metadata = new Metadata(registry, toHex(bytes) as `0x${string}`)
  registry.setMetadata(metadata)
  const names = metadata.asLatest.pallets.map((pallet) => pallet.name.toString())
  expect(names).toContain('SubtensorModule')
  expect(metadata.asLatest.extrinsic.transactionExtensions.map((e) => e.identifier.toString())).toContain(
    'CheckMetadataHash',
  )
})

test.each(METADATA_VERSIONS)(
  'defect: type 0 of metadata v%i is AccountId32, as clients with fixed type ids expect',
  (version) => {
    const { lookup } = decAnyMetadata(encodeMetadata(version, [])).metadata.value as V14
    const [account, bytes, byte] = lookup
    expect(account?.path).toEqual(['sp_core', 'crypto', 'AccountId32'])
    expect(bytes?.def).toEqual({ tag: 'array', value: { len: 32, type: 2 } })
    expect(byte?.def).toEqual({ tag: 'primitive', value: { tag: 'u8', value: undefined } })
    expect(lookup.map(({ id }) => id)).toEqual(lookup.map((_, index) => index))
  },
)
