import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { decAnyMetadata, type V16 } from '@polkadot-api/substrate-bindings'

const fixture = new URL('../../../fixtures/metadata-spec381.scale.gz', import.meta.url)

/** Mainnet's metadata of spec 381. */
export function readMainnet(): V16 {
  const { metadata } = decAnyMetadata(gunzipSync(readFileSync(fixture)))
  if (metadata.tag !== 'v16') throw new TypeError(`${fixture.pathname} is ${metadata.tag}`)
  return metadata.value
}
