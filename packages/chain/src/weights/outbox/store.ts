import type { OutboxEntry } from './entry.js'

/**
 * Store for decisions about weights. Everything that a call has written is durable when it resolves, even if the
 * process dies right after. One store may hold entries of several chains, subnets and hotkeys.
 */
export interface OutboxStore {
  /** Adds an entry, unless there is one with the same chain, subject and key; returns the stored one. */
  add(entry: OutboxEntry): Promise<OutboxEntry>
  /**
   * Replaces the previous revision of an entry. Throws OUTBOX_CONFLICT if the store holds another revision: then another
   * process has advanced it, and nothing in this entry must be acted on.
   */
  replace(entry: OutboxEntry): Promise<void>
  /** Lists the newest `limit` entries, in the order in which they were added. */
  entries(options?: {
    /** Only open entries. @default false */
    readonly open?: boolean
    /** @default 200 */
    readonly limit?: number
  }): Promise<OutboxEntry[]>
}
