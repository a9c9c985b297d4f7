import type { Protocol, Synapse, SynapseOutput, SynapseRequest } from './synapse.js'
import type { BaseName, ByVersion } from './versions.js'

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
      /** Versions of the synapse that the miner serves, if it refused for the version and listed them. */
      readonly versions?: readonly number[] | undefined
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

/** Requests by version of a synapse: those versions that the caller is ready to use. */
export type VersionedInputs<P extends Protocol, Name extends string> = {
  readonly [Version in keyof ByVersion<P, Name>]?: ByVersion<P, Name>[Version] extends infer S extends Synapse
    ? SynapseRequest<S>
    : never
}

/** Outcome of a query with several versions; `version` is the one that the miner was asked last. */
export type VersionedResult<ByNumber, Offered> = {
  readonly [Version in keyof ByNumber & keyof Offered]: QueryResult<
    ByNumber[Version] extends infer S extends Synapse ? SynapseOutput<S> : never
  > & { readonly version: Version }
}[keyof ByNumber & keyof Offered]

/** Client that agrees with each miner on a version. */
export interface VersionedClient<P extends Protocol> extends MinerClient<P> {
  /**
   * Asks in the newest of the versions for which there is an input. A miner that lacks it is asked once more, within the
   * same deadline, in the newest version that both have; that version is remembered for 10 minutes. With none in common
   * the result is refused with NO_COMMON_VERSION.
   */
  queryVersions<Name extends BaseName<P>, Inputs extends VersionedInputs<P, Name>>(
    endpoint: MinerEndpoint,
    name: Name,
    inputs: Inputs,
    options?: QueryOptions,
  ): Promise<VersionedResult<ByVersion<P, Name>, Inputs>>
}
