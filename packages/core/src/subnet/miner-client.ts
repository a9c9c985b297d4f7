import type { Protocol, SynapseOutput, SynapseRequest } from './synapse.js'

/** Address of a miner, and the hotkey that must answer there. */
export interface MinerEndpoint {
  readonly hotkey: string
  readonly host: string
  readonly port: number
}

/** A query without a valid answer. */
export interface QueryFailure {
  readonly code: string
  readonly reason: string
  /** Time from the call to the end of the query, in ms. */
  readonly latencyMs: number
}

/** Outcome of a query. Deciding if an answer is *wrong* is up to the rubric. */
export type QueryResult<Output> =
  /** A valid answer in time. */
  | { readonly kind: 'ok'; readonly output: Output; readonly latencyMs: number }
  /** No response in time: unreachable, or too slow. MINER_UNREACHABLE if there was not even a connection. */
  | (QueryFailure & { readonly kind: 'absent' })
  /** There was a response, but it violates the protocol. */
  | (QueryFailure & { readonly kind: 'malformed' })
  /** The miner declined, with a status other than success; `code` is its own if it states one that is known. */
  | (QueryFailure & {
      readonly kind: 'refused'
      /** HTTP status. */
      readonly status: number
      /** Time after which the miner asks to retry, in ms; null if it states none. */
      readonly retryAfterMs: number | null
    })
  /** Trouble on the caller's side, such as a question above `maxBytes`. It says nothing about the miner. */
  | (QueryFailure & { readonly kind: 'ours'; readonly fix: string })

/** Options of one query. */
export interface QueryOptions {
  /** Ends the query early; the result is then `ours`. */
  readonly signal?: AbortSignal | undefined
}

/** Signed calls to miners of one protocol. Never throws because of a miner's behavior. */
export interface MinerClient<P extends Protocol> extends AsyncDisposable {
  query<Name extends keyof P & string>(
    endpoint: MinerEndpoint,
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: QueryOptions,
  ): Promise<QueryResult<SynapseOutput<P[Name]>>>
}
