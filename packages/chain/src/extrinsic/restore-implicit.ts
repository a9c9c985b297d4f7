import type { Metadata } from '@polkadot/types'
import type { Registry } from '@polkadot/types/types'

/**
 * Metadata before version 16 says under another name what an extension adds to the signed bytes, and polkadot.js takes
 * type 0 for it where it turns that metadata into the newest form. Puts it right in a registry that has the metadata.
 */
export function restoreImplicit(registry: Registry, metadata: Metadata): void {
  if (metadata.version >= 16) return
  const { signedExtensions } = (metadata.version === 15 ? metadata.asV15 : metadata.asV14).extrinsic
  registry.metadata.extrinsic.transactionExtensions.forEach((extension, index) => {
    const added = signedExtensions[index]?.additionalSigned
    if (added) extension.set('implicit', added)
  })
}
