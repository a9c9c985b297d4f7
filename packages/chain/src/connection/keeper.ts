import type { Clock } from '@subnetkit/base'
import type { Attempt } from './attempt.js'
import { type BackoffOptions, backoffMs } from './backoff.js'
import { type Endpoint, type LinkEnd, LinkFailure } from './link.js'
import { Route } from './route.js'

/** A connection that lasted this long resets the backoff. */
const stableMs = 2_000

/** Endpoints of a {@link Keeper}, and how it connects to them. */
export interface KeeperOptions {
  readonly clock: Clock
  readonly endpoints: readonly Endpoint[]
  readonly backoff: BackoffOptions
  readonly signal: AbortSignal
  /** Opens, checks and takes into use; rejects with a {@link LinkFailure}. */
  readonly establish: (endpoint: Endpoint) => Promise<Attempt>
  readonly onRefused: (endpoint: Endpoint, end: LinkEnd, retryMs: number) => void
  readonly onLost: (endpoint: Endpoint, end: LinkEnd) => void
}

/** An endpoint that could not be used, and why. */
export interface Refusal {
  readonly endpoint: Endpoint
  readonly end: LinkEnd
}

/** Keeps one connection up until the signal aborts: endpoints in order, with pauses that grow. */
export class Keeper {
  readonly #options: KeeperOptions
  readonly #route: Route
  #failures = 0
  #kept: Promise<void> = Promise.resolve()

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#route = new Route(options.endpoints)
  }

  /** Tries every endpoint once and keeps the first that works; otherwise returns why each was refused. */
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

  /** Makes the next pause the shortest again. */
  resetBackoff(): void {
    this.#failures = 0
  }

  /** Resolves after the signal, once no attempt is running. */
  stopped(): Promise<void> {
    return this.#kept
  }

  /** Keeps an endpoint from being used while there are others. */
  distrust(endpoint: Endpoint): void {
    this.#route.distrust(endpoint)
  }

  async #keep(first: Attempt): Promise<void> {
    const { clock, signal, onLost } = this.#options
    let attempt: Attempt | null = first
    while (attempt) {
      const end: LinkEnd = await attempt.ended
      if (signal.aborted) return
      if (clock.now() - attempt.startedAt >= stableMs) this.resetBackoff()
      this.#route.recordEnd(attempt.endpoint, end.endpointIsFine)
      onLost(attempt.endpoint, end)
      attempt = await this.#reconnect()
    }
  }

  async #reconnect(): Promise<Attempt | null> {
    const { clock, signal, backoff, onRefused } = this.#options
    let pauseMs = backoffMs(backoff, this.#failures++)
    while (!signal.aborted) {
      await clock.sleep(pauseMs, { signal }).catch(() => undefined)
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
