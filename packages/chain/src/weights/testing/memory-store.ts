import { chainError } from '../../errors/chain-error.js'
import { entryId, isSettled, type OutboxEntry } from '../outbox/entry.js'
import type { OutboxStore } from '../outbox/store.js'

/** A store for tests that are not about durability; `entries` are in it from the start. */
export function createMemoryStore(entries: readonly OutboxEntry[] = []): OutboxStore {
  const kept = [...entries]
  const placeOf = (entry: OutboxEntry) => kept.findIndex((other) => entryId(other) === entryId(entry))
  return {
    async add(entry) {
      const known = kept[placeOf(entry)]
      if (!known) kept.push(entry)
      return known ?? entry
    },
    async replace(entry) {
      const place = placeOf(entry)
      if (kept[place]?.revision !== entry.revision - 1) {
        throw chainError('OUTBOX_CONFLICT', { key: entry.key })
      }
      kept[place] = entry
    },
    entries: async ({ open = false, limit = 200 } = {}) =>
      kept.filter((entry) => !open || !isSettled(entry)).slice(-limit),
  }
}
