import { newEntry, type OutboxEntry } from '../outbox/entry.js'

/** An entry that was just decided, for tests. */
export function entryOf(key: string, more: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    ...newEntry({
      chain: `0x${'ab'.repeat(32)}`,
      subject: { netuid: 2, mechanism: 0, hotkey: '5Validator' },
      key,
      vector: { uids: [0, 7], values: [65_535, 9], versionKey: 2n ** 64n - 1n },
      block: 30,
      wanted: null,
    }),
    ...more,
  }
}
