import type { SiLookupTypeId } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'
import { u8aEq } from '@polkadot/util'
import { reasonOf } from '@subnetkit/base'
import type { Layout } from './layout.js'
import { sampleOf } from './sample.js'

/**
 * Encodes samples of what core passes, as polkadot.js does by this metadata. Null when they become the bytes that
 * their layout means, else what went wrong.
 */
export function dryEncode(
  registry: Registry,
  layout: Layout,
  inputs: readonly SiLookupTypeId[],
): string | null {
  for (const type of inputs) {
    const text = layout(type)
    const sample = sampleOf(text)
    if (!sample) continue
    try {
      const bytes = registry.createTypeUnsafe(registry.createLookupType(type), [sample.value]).toU8a()
      if (!u8aEq(bytes, sample.bytes)) return `${text}, which becomes other bytes`
    } catch (error) {
      return `${text}, which cannot be encoded: ${reasonOf(error)}`
    }
  }
  return null
}
