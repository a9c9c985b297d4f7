import type { SeenMessage } from './message.js'

/** Faults of one passing message. */
export type Fault =
  /** The sockets are torn, before the message is passed on. */
  | { readonly kind: 'drop' }
  /** The message is passed on, then the sockets are torn. */
  | { readonly kind: 'dropAfter' }
  /** Neither this nor anything after it passes, while the socket stays open. */
  | { readonly kind: 'silence' }
  /** This message is lost; the others pass. */
  | { readonly kind: 'swallow' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'duplicate' }
  /** Passed on after the one that follows it. */
  | { readonly kind: 'reorder' }
  /** Text that is no JSON in its place. */
  | { readonly kind: 'garbage' }
  /** JSON that is no JSON-RPC in its place. */
  | { readonly kind: 'nonsense' }
  /** A frame of random bytes in its place. */
  | { readonly kind: 'binary' }
  /** A frame of so many bytes in its place. */
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** Requests only: not forwarded to the node; the client gets this JSON-RPC error. */
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** Another text in its place. */
  | { readonly kind: 'rewrite'; readonly rewrite: (text: string) => string }

/** Selects the messages of a fault. */
export interface FaultRule {
  /** @default all */
  readonly kind?: SeenMessage['kind']
  /** @default all */
  readonly method?: string
  /** Lets so many of them pass first. @default 0 */
  readonly skip?: number
  /** Number of times it happens. @default 1 */
  readonly times?: number
  readonly fault: Fault
}

/** Rules in force, in the order in which they were added; the first that fits a message takes it. */
export class FaultRules {
  readonly #rules = new Set<{ readonly rule: FaultRule; skip: number; times: number }>()

  /** Adds one; the returned function takes it back. */
  add(rule: FaultRule): () => void {
    const entry = { rule, skip: rule.skip ?? 0, times: rule.times ?? 1 }
    this.#rules.add(entry)
    return () => void this.#rules.delete(entry)
  }

  /** The fault for this message, if any; counts it as used. */
  take({ kind, method }: SeenMessage): Fault | undefined {
    for (const entry of this.#rules) {
      if (entry.rule.kind !== undefined && entry.rule.kind !== kind) continue
      if (entry.rule.method !== undefined && entry.rule.method !== method) continue
      if (entry.skip > 0) {
        entry.skip -= 1
        continue
      }
      entry.times -= 1
      if (entry.times <= 0) this.#rules.delete(entry)
      return entry.rule.fault
    }
    return undefined
  }

  clear(): void {
    this.#rules.clear()
  }
}
