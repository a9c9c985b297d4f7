import { isSubnetError } from '@subnetkit/base'
import { type Endpoint, type Incoming, type Link, type LinkEnd, LinkFailure } from './link.js'

/** One link from its opening to its end, which comes once, whoever brings it about. */
export class Attempt {
  readonly endpoint: Endpoint
  /** Settles when the link has ended. */
  readonly ended: Promise<LinkEnd>
  readonly startedAt = Date.now()
  readonly #onEnd: (end: LinkEnd) => void
  #end: LinkEnd | null = null
  #link: Link | null = null
  #resolve: (end: LinkEnd) => void = () => undefined

  /** `onEnd` is told at once, before `ended`. */
  constructor(endpoint: Endpoint, onEnd: (end: LinkEnd) => void) {
    this.endpoint = endpoint
    this.#onEnd = onEnd
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  async open(onMessage: (message: Incoming) => void, deadlineMs: number, signal: AbortSignal): Promise<Link> {
    const listener = { message: onMessage, ended: (end: LinkEnd) => this.end(end) }
    const link = await this.endpoint.open(listener, deadlineMs, signal)
    this.#link = link
    if (this.#end) link.close()
    this.mustStand()
    return link
  }

  /** Throws when the link has ended. */
  mustStand(): void {
    if (this.#end) throw new LinkFailure(this.#end)
  }

  /** Ends it, unless it has ended. */
  end(end: LinkEnd): void {
    if (this.#end) return
    this.#end = end
    this.#link?.close()
    this.#onEnd(end)
    this.#resolve(end)
  }

  /** Why it failed: its end when it has one, else what was thrown. */
  reasonOf(error: unknown): LinkEnd {
    if (error instanceof LinkFailure) return error.end
    if (this.#end) return this.#end
    const { message } = Object(error) as { message?: unknown }
    const reason = typeof message === 'string' ? message : String(error)
    return { reason, endpointIsFine: false, ...(isSubnetError(error) && { error }) }
  }
}
