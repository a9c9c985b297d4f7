import type { Endpoint } from './link.js'

/** Picks the next endpoint: in the given order, except those that just failed or are another chain. */
export class Route {
  readonly #endpoints: readonly Endpoint[]
  readonly #distrusted = new Set<Endpoint>()
  #last: { readonly endpoint: Endpoint; readonly isFine: boolean } | null = null

  constructor(endpoints: readonly Endpoint[]) {
    this.#endpoints = endpoints
  }

  /** Records how the last connection to an endpoint ended. */
  recordEnd(endpoint: Endpoint, isFine: boolean): void {
    this.#last = { endpoint, isFine }
  }

  /** It is another chain: it comes again only when there is nothing else. */
  distrust(endpoint: Endpoint): void {
    this.#distrusted.add(endpoint)
  }

  /** Those that may be tried, best first. */
  round(): readonly Endpoint[] {
    const trusted = this.#endpoints.filter((endpoint) => !this.#distrusted.has(endpoint))
    const candidates = trusted.length > 0 ? trusted : this.#endpoints
    const last = this.#last
    if (last === null || !candidates.includes(last.endpoint)) return candidates
    const others = candidates.filter((endpoint) => endpoint !== last.endpoint)
    return last.isFine ? [last.endpoint, ...others] : [...others, last.endpoint]
  }
}
