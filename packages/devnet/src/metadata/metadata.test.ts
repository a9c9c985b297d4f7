import { Metadata, TypeRegistry } from '@polkadot/types'
import { decAnyMetadata } from '@polkadot-api/substrate-bindings'
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
