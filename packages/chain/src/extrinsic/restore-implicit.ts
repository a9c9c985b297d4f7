import type { Metadata } from '@polkadot/types'
import type { Registry } from '@polkadot/types/types'

/**
 * Metadata before version 16 uses another name for an extension's implicit part, and polkadot.js converts it to type 0
 * in the newest form. Corrects that in a registry that has the metadata.
 */
export function restoreImplicit(registry: Registry, metadata: Metadata): void {
  if (metadata.version >= 16) return
  const { signedExtensions } = (metadata.version === 15 ? metadata.asV15 : metadata.asV14).extrinsic
  registry.metadata.extrinsic.transactionExtensions.forEach((extension, index) => {
    const added = signedExtensions[index]?.additionalSigned
    if (added) extension.set('implicit', added)
  })
}
