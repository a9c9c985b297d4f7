import type { MeteredEndpoint } from './meter.js'

/** A request as a trace shows it: nothing that its client has written but the context that it names. */
export interface ScopedRequest {
  /** Name of the request in logs and headers. */
  readonly id: string
  readonly endpoint: MeteredEndpoint
  /** W3C trace context that the client states; any client may state any. */
  readonly trace: string | undefined
}

/** Runs the work of a request, and returns once it is done. */
export type RequestScope = (request: ScopedRequest, work: () => Promise<void>) => Promise<void>
