import type { Clock, SubnetError } from '@subnetkit/base'

/** One JSON-RPC request, with extra data for an in-process provider. */
export interface Request {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
  /** The name of its notifications, when it starts a subscription. */
  readonly subscribes?: string | undefined
}

/** The error with which a node answers. */
export interface Refusal {
  readonly code: number
  /** Its words, and its data when there is some: `message: data`. */
  readonly words: string
}

/** One message of a node. */
export type Incoming =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly refusal: Refusal }
  | { readonly kind: 'notification'; readonly subscription: string; readonly result: unknown }
  /** Valid JSON-RPC without a recipient here. */
  | { readonly kind: 'other' }

/** End of a link with its cause, and whether its endpoint deserves another try before the others. */
export interface LinkEnd {
  readonly reason: string
  /** False when the endpoint itself misbehaved: others come first then. */
  readonly endpointIsFine: boolean
  /** Backoff that the endpoint requested, in ms. */
  readonly retryAfterMs?: number
  /** The reason as an error of the catalogue, where there is one. */
  readonly error?: SubnetError
}

/** An open way to a node. */
export interface Link {
  /** May throw when the way is closing. */
  send(request: Request): void
  /** Closes at once and emits nothing more. */
  close(): void
  /** Bytes that were sent and have not gone out. */
  readonly backlog: number
}

/** Listeners of a link. Both are silent after `close`. */
export interface LinkListener {
  message(message: Incoming): void
  ended(end: LinkEnd): void
}

/** Limits of opening a link. */
export interface OpenOptions {
  readonly clock: Clock
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

/** Opens a link. Rejects with a {@link LinkFailure}. */
export interface Endpoint {
  /** As it is shown. */
  readonly name: string
  open(listener: LinkListener, options: OpenOptions): Promise<Link>
  /** Called when the client is closed. */
  dispose?(): Promise<void>
}

/** A link that could not be opened, or ended before it was of use. */
export class LinkFailure extends Error {
  readonly end: LinkEnd

  constructor(end: LinkEnd) {
    super(end.reason)
    this.end = end
  }
}
