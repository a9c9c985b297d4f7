import { type Clock, isSubnetError } from '@subnetkit/base'
import { type Endpoint, type Incoming, type Link, type LinkEnd, LinkFailure } from './link.js'

/** One link from its opening to its end; it ends exactly once. */
export class Attempt {
  readonly endpoint: Endpoint
  /** Resolves when the link has ended. */
  readonly ended: Promise<LinkEnd>
  /** Monotonic, ms. */
  readonly startedAt: number
  readonly #clock: Clock
  readonly #onEnd: (end: LinkEnd) => void
  #end: LinkEnd | null = null
  #link: Link | null = null
  #resolve: (end: LinkEnd) => void = () => undefined

  /** Calls `onEnd` synchronously, before `ended` resolves. */
  constructor(endpoint: Endpoint, clock: Clock, onEnd: (end: LinkEnd) => void) {
    this.endpoint = endpoint
    this.#clock = clock
    this.startedAt = clock.now()
    this.#onEnd = onEnd
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  async open(onMessage: (message: Incoming) => void, deadlineMs: number, signal: AbortSignal): Promise<Link> {
    const listener = { message: onMessage, ended: (end: LinkEnd) => this.end(end) }
    const link = await this.endpoint.open(listener, { clock: this.#clock, deadlineMs, signal })
    this.#link = link
    if (this.#end) link.close()
    this.assertOpen()
    return link
  }

  /** Throws when the link has ended. */
  assertOpen(): void {
    if (this.#end) throw new LinkFailure(this.#end)
  }

  /** Ends it once; later calls do nothing. */
  end(end: LinkEnd): void {
    if (this.#end) return
    this.#end = end
    this.#link?.close()
    this.#onEnd(end)
    this.#resolve(end)
  }

  /** Reason of the failure: the end of the link if it has one, else the thrown error. */
  reasonOf(error: unknown): LinkEnd {
    if (error instanceof LinkFailure) return error.end
    if (this.#end) return this.#end
    const { message } = Object(error) as { message?: unknown }
    const reason = typeof message === 'string' ? message : String(error)
    return { reason, endpointIsFine: false, ...(isSubnetError(error) && { error }) }
  }
}
