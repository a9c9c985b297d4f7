import type { CataloguePlace } from '../catalogue-place.js'
import { vaultOf } from '../vault.js'

/** A place of entries in memory, for validators that live as long as a simulation. */
export function createMemoryPlace(secret: Uint8Array): CataloguePlace {
  const kinds = new Map<string, Map<string, string>>()
  const of = (kind: string) => {
    const entries = kinds.get(kind) ?? new Map<string, string>()
    kinds.set(kind, entries)
    return entries
  }
  return {
    vault: async () => vaultOf(secret),
    names: async (kind) => [...of(kind).keys()].sort(),
    read: async (kind, name) => of(kind).get(name) ?? null,
    async write(kind, name, text, { overwrite }) {
      if (!overwrite && of(kind).has(name)) return false
      of(kind).set(name, text)
      return true
    },
    async remove(kind, name) {
      of(kind).delete(name)
    },
    idleMs: async () => 0,
    path: (kind, name) => `${kind}/${name}`,
  }
}
