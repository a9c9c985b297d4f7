/** A message to a subscriber. */
export interface Notification {
  readonly jsonrpc: '2.0'
  readonly method: string
  readonly params: { readonly subscription: string; readonly result: unknown }
}

/** Starts a subscription: hands results to `push` and gives what ends it. */
export type Start = (push: (result: unknown) => void) => () => void

/** The running subscriptions of one client. */
export interface Subscriptions {
  /** Starts one whose results are sent as `method`; returns its id. `keys` are the storage keys that it remembers. */
  add(method: string, start: Start, keys?: readonly string[]): string
  /** Ends one; false when there is none of that id. */
  remove(id: string): boolean
}
