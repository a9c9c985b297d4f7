import type { z } from 'zod'
import type { LegacyHeaders } from './legacy-headers.js'
import type { LegacySynapse } from './legacy-synapse.js'

/** Caller of a route. A forward only sees callers that were verified and admitted. */
export interface LegacyCaller {
  readonly hotkey: string
  /** Uuid of its dendrite object. */
  readonly uuid: string | null
}

/** Call as a route of a v10 axon receives it. */
export interface LegacyCall<F extends z.ZodObject> {
  /** The fields of the request, after their schema has run. */
  readonly input: z.output<F>
  readonly caller: LegacyCaller
  /** Aborts at the deadline, when the caller disconnects and when the axon shuts down. */
  readonly signal: AbortSignal
}

/** A request before its body: headers, none of which is proven when a blacklist sees them. */
export interface LegacyClaim {
  readonly synapse: string
  readonly headers: LegacyHeaders
}

export interface CommonParts {
  /** Returns the reason to refuse a caller with 403, or null. Must be quick. @default refuses no caller */
  readonly blacklist?: (claim: LegacyClaim) => string | null | Promise<string | null>
}

/** Handler of a synapse: `forward` returns the fields that it fills, `stream` yields the bytes of the answer. */
export type LegacyRouteParts<F extends z.ZodObject> = CommonParts &
  (
    | { readonly forward: (call: LegacyCall<F>) => Partial<z.input<F>> | Promise<Partial<z.input<F>>> }
    | { readonly stream: (call: LegacyCall<F>) => AsyncIterable<string | Uint8Array> }
  )

/** One synapse of an axon with its handler. */
export interface LegacyRoute extends CommonParts {
  readonly synapse: LegacySynapse
  readonly forward?: (call: LegacyCall<z.ZodObject>) => unknown
  readonly stream?: (call: LegacyCall<z.ZodObject>) => AsyncIterable<string | Uint8Array>
}

/** Binds a synapse to its handler, typed by its fields. */
export function legacyRoute<F extends z.ZodObject>(
  synapse: LegacySynapse<F>,
  parts: LegacyRouteParts<F>,
): LegacyRoute {
  // The input that an axon passes has gone through this synapse's schema.
  return { synapse: synapse as unknown as LegacySynapse, ...parts } as LegacyRoute
}

/** Error of a forward: answered with this status and `{"detail": …}`, like HTTP exceptions of v10's framework. */
export class LegacyHttpError extends Error {
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.name = 'LegacyHttpError'
    this.status = status
  }
}
