import { Metadata, TypeRegistry } from '@polkadot/types'
import type { Registry } from '@polkadot/types/types'
import type { ChainClient } from '../connection/connect-chain.js'
import { restoreImplicit } from '../extrinsic/restore-implicit.js'
import { extensionsOf, type SignedExtension } from '../extrinsic/signed-extensions.js'
import type { Hex } from '../extrinsic/types.js'

/** A runtime as a signer knows it: enough to read a call and to make the bytes that are signed. */
export interface PinnedRuntime {
  readonly specVersion: number
  readonly transactionVersion: number
  readonly registry: Registry
  readonly extensions: readonly SignedExtension[]
}

/**
 * The one chain that a signer signs for. It is the signer's own knowledge: nothing of it comes from those who ask for
 * signatures.
 */
export interface PinnedChain {
  readonly genesisHash: Hex
  /** The runtime that the chain runs now, by the signer's own source. */
  runtime(): Promise<PinnedRuntime>
}

/**
 * Pins the chain of a connection that the signer's operator has chosen. The genesis stays for good; the runtime
 * follows upgrades of the chain, as that node reports them.
 */
export function pinChain(client: ChainClient): PinnedChain {
  let known: { readonly registry: Registry; readonly runtime: PinnedRuntime } | undefined
  return {
    genesisHash: client.api.genesisHash.toHex(),
    async runtime() {
      const { registry, runtimeVersion } = await client.ready()
      if (known?.registry !== registry) {
        const specVersion = runtimeVersion.specVersion.toNumber()
        const transactionVersion = runtimeVersion.transactionVersion.toNumber()
        const extensions = extensionsOf(registry, specVersion)
        known = { registry, runtime: { specVersion, transactionVersion, registry, extensions } }
      }
      return known.runtime
    },
  }
}

/**
 * Pins a chain by metadata from a file, for a signer without a network. After an upgrade it signs nothing until it is
 * started with the new metadata.
 */
export function pinMetadata(parameters: {
  readonly genesisHash: Hex
  /** SCALE metadata with its magic number, as `state_getMetadata` gives it. */
  readonly metadata: Uint8Array
  readonly specVersion: number
  readonly transactionVersion: number
}): PinnedChain {
  const { genesisHash, metadata, specVersion, transactionVersion } = parameters
  const registry = new TypeRegistry()
  const described = new Metadata(registry, metadata)
  registry.setMetadata(described)
  restoreImplicit(registry, described)
  const extensions = extensionsOf(registry, specVersion)
  const runtime = { specVersion, transactionVersion, registry, extensions }
  return { genesisHash, runtime: async () => runtime }
}
