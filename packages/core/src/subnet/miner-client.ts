import type { Protocol, SynapseOutput, SynapseRequest } from './synapse.js'

/** Where a miner is and which hotkey must answer there. */
export interface MinerEndpoint {
  readonly hotkey: string
  readonly host: string
  readonly port: number
}

/** The three ways in which asking a miner ends. Whether an answer is *wrong* is for the rubric to say. */
export type QueryResult<Output> =
  | { readonly kind: 'answered'; readonly output: Output; readonly latencyMs: number }
  /** No valid answer in time: refused, unreachable, too slow. */
  | { readonly kind: 'absent'; readonly code: string; readonly reason: string; readonly latencyMs: number }
  /** Something came back, but not what the protocol asks for. */
  | {
      readonly kind: 'malformed'
      readonly code: string
      readonly reason: string
      readonly latencyMs: number
    }

/** Options of one query. */
export interface QueryOptions {
  /** Ends the query early; the result is then absent. */
  readonly signal?: AbortSignal
}

/** Signed calls to miners of one protocol. Never throws for what a miner does. */
export interface MinerClient<P extends Protocol> extends AsyncDisposable {
  query<Name extends keyof P & string>(
    endpoint: MinerEndpoint,
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: QueryOptions,
  ): Promise<QueryResult<SynapseOutput<P[Name]>>>
}
