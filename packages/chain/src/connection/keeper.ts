import { setTimeout } from 'node:timers/promises'
import type { Attempt } from './attempt.js'
import { type BackoffOptions, backoffMs } from './backoff.js'
import { type Endpoint, type LinkEnd, LinkFailure } from './link.js'
import { Route } from './route.js'

/** A connection that stood so long was a good one: the next pause is the shortest again. */
const stableMs = 2_000

/** What a {@link Keeper} keeps up. */
export interface KeeperOptions {
  readonly endpoints: readonly Endpoint[]
  readonly backoff: BackoffOptions
  readonly signal: AbortSignal
  /** Opens, checks and takes into use; rejects with a {@link LinkFailure}. */
  readonly establish: (endpoint: Endpoint) => Promise<Attempt>
  readonly onRefused: (endpoint: Endpoint, end: LinkEnd, retryMs: number) => void
  readonly onLost: (endpoint: Endpoint, end: LinkEnd) => void
}

/** One endpoint that did not do, and why. */
export interface Refusal {
  readonly endpoint: Endpoint
  readonly end: LinkEnd
}

/** Connects, and connects again: endpoints in order, pauses that grow, until the signal says stop. */
export class Keeper {
  readonly #options: KeeperOptions
  readonly #route: Route
  #failures = 0
  #kept: Promise<void> = Promise.resolve()

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#route = new Route(options.endpoints)
  }

  /** Tries every endpoint once. When one does, it is kept up from then on; otherwise tells what each said. */
  async start(): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = []
    for (const endpoint of this.#route.round()) {
      const attempt = await this.#try(endpoint, refusals)
      if (attempt) {
        this.#kept = this.#keep(attempt)
        return []
      }
      const refusal = refusals.at(-1)
      if (refusal) this.#options.onRefused(refusal.endpoint, refusal.end, 0)
    }
    return refusals
  }

  /** The connection is good: the next pause is the shortest again. */
  good(): void {
    this.#failures = 0
  }

  /** Settles when nothing is tried any more, after the signal. */
  stopped(): Promise<void> {
    return this.#kept
  }

  /** It is not used again while there are others. */
  distrust(endpoint: Endpoint): void {
    this.#route.distrust(endpoint)
  }

  async #keep(first: Attempt): Promise<void> {
    const { signal, onLost } = this.#options
    let attempt: Attempt | null = first
    while (attempt) {
      const end: LinkEnd = await attempt.ended
      if (signal.aborted) return
      if (Date.now() - attempt.startedAt >= stableMs) this.good()
      this.#route.left(attempt.endpoint, end.endpointIsFine)
      onLost(attempt.endpoint, end)
      attempt = await this.#again()
    }
  }

  async #again(): Promise<Attempt | null> {
    const { signal, backoff, onRefused } = this.#options
    let pauseMs = backoffMs(backoff, this.#failures++)
    while (!signal.aborted) {
      await setTimeout(pauseMs, undefined, { signal }).catch(() => undefined)
      const refusals: Refusal[] = []
      for (const endpoint of this.#route.round()) {
        const attempt = await this.#try(endpoint, refusals)
        if (attempt) return attempt
      }
      const asked = refusals.map(({ end }) => end.retryAfterMs ?? 0)
      pauseMs = Math.max(backoffMs(backoff, this.#failures++), ...asked)
      if (signal.aborted) return null
      for (const { endpoint, end } of refusals) onRefused(endpoint, end, pauseMs)
    }
    return null
  }

  async #try(endpoint: Endpoint, refusals: Refusal[]): Promise<Attempt | null> {
    if (this.#options.signal.aborted) return null
    try {
      return await this.#options.establish(endpoint)
    } catch (error) {
      if (!(error instanceof LinkFailure)) throw error
      refusals.push({ endpoint, end: error.end })
      return null
    }
  }
}
