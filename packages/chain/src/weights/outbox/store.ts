import type { OutboxEntry } from './entry.js'

/**
 * Where decisions about weights are kept. What a call has written is durable when it resolves, whatever happens to
 * the process afterwards. Entries of several chains, subnets and hotkeys may lie in one store.
 */
export interface OutboxStore {
  /** Keeps a new entry, unless one of the same chain, subject and key is there; gives the one that is kept. */
  add(entry: OutboxEntry): Promise<OutboxEntry>
  /**
   * Puts an entry in the place of its revision before. Throws OUTBOX_CONFLICT when that is not what is kept: then
   * somebody else has moved it on, and nothing of what the entry says must be done.
   */
  replace(entry: OutboxEntry): Promise<void>
  /** In the order in which they were added; the newest `limit` of them. */
  entries(options?: {
    /** Only those for which something is to be done. @default false */
    readonly open?: boolean
    /** @default 200 */
    readonly limit?: number
  }): Promise<OutboxEntry[]>
}
