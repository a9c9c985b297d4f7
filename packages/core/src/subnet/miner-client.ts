import type { Protocol, SynapseOutput, SynapseRequest } from './synapse.js'

/** Address of a miner, and the hotkey that must answer there. */
export interface MinerEndpoint {
  readonly hotkey: string
  readonly host: string
  readonly port: number
}

/** Outcome of a query, one of three. Deciding if an answer is *wrong* is up to the rubric. */
export type QueryResult<Output> =
  | { readonly kind: 'answered'; readonly output: Output; readonly latencyMs: number }
  /** No valid answer in time: refused, unreachable, too slow. */
  | { readonly kind: 'absent'; readonly code: string; readonly reason: string; readonly latencyMs: number }
  /** There was a response, but it violates the protocol. */
  | {
      readonly kind: 'malformed'
      readonly code: string
      readonly reason: string
      readonly latencyMs: number
    }

/** Options of one query. */
export interface QueryOptions {
  /** Ends the query early; the result is then absent. */
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
