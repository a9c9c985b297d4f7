import { expandMetadata, Metadata, type Option, TypeRegistry, type u32, type Vec } from '@polkadot/types'
import type { ChainProperties, OpaqueMetadata, RuntimeVersion } from '@polkadot/types/interfaces'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import { blake2AsHex } from '@polkadot/util-crypto'
import type { Runtime } from '../client/runtime.js'
import { restoreImplicit } from '../extrinsic/restore-implicit.js'

/** Sends a request and gives what the node answered. */
export type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>

/** Forms of metadata that polkadot.js reads and that describe types. */
const readable = [16, 15, 14]

/**
 * Reads the metadata of a runtime and makes what encodes and decodes by it. `at` is the block whose state holds the
 * runtime; the best one without. Rejects with what `ask` rejects with, and for metadata that cannot be read.
 */
export async function loadRuntime(
  ask: Ask,
  { version, properties, at }: { version: unknown; properties: unknown; at?: string },
): Promise<Runtime> {
  const registry = new TypeRegistry(at)
  registry.setChainProperties(registry.createType('ChainProperties', properties) as ChainProperties)
  const runtimeVersion = registry.createType<RuntimeVersion>('RuntimeVersion', version)
  const metadata = new Metadata(
    registry,
    (await readMetadata(ask, registry, runtimeVersion, at)) as `0x${string}`,
  )
  registry.setMetadata(metadata, undefined, undefined, true)
  restoreImplicit(registry, metadata)
  const { tx, query, consts } = expandMetadata(registry, metadata)
  return { registry, runtimeMetadata: metadata, runtimeVersion, tx, query, consts }
}

/** The newest form of metadata that both sides know, as hex; runtimes without a choice have only one. */
async function readMetadata(
  ask: Ask,
  registry: TypeRegistry,
  { apis }: RuntimeVersion,
  at: string | undefined,
): Promise<unknown> {
  const block = at === undefined ? [] : [at]
  // As bytes: polkadot.js reads hex without SCALE's length prefix.
  const call = async (method: string, args: string) =>
    hexToU8a(String(await ask('state_call', [`Metadata_${method}`, args, ...block])))
  const api = apis.find(([id]) => id.eq(blake2AsHex('Metadata', 64)))
  if (api && api[1].toNumber() >= 2) {
    const offered = registry.createType<Vec<u32>>('Vec<u32>', await call('metadata_versions', '0x'))
    const version = readable.find((one) => offered.some((other) => other.eq(one)))
    if (version !== undefined) {
      const argument = u8aToHex(registry.createType('u32', version).toU8a())
      const answer = await call('metadata_at_version', argument)
      const metadata = registry.createType<Option<OpaqueMetadata>>('Option<OpaqueMetadata>', answer)
      if (metadata.isSome) return metadata.unwrap().toHex()
    }
  }
  return ask('state_getMetadata', block)
}
