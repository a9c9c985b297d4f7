import type { CalleeReceipt } from '../calls/callee-receipts.js'
import type { CollectedReceipts } from './answer-receipt.js'
import type { StreamName, SynapseChunk } from './stream-synapse.js'
import type { Protocol, Synapse, SynapseOutput, SynapseRequest } from './synapse.js'
import type { BaseName, ByVersion } from './versions.js'

/**
 * Address of a miner, and the hotkey that must answer there. A hotkey, host or port that no chain can publish is taken for
 * a mistake of the caller, whose queries are `ours`: check what miners state elsewhere than on chain.
 */
export interface MinerEndpoint {
  readonly hotkey: string
  /** IP address or name. */
  readonly host: string
  readonly port: number
}

/** Names of one exchange with a miner, as its own receipt (receipts/1) has them: hex. */
export interface ExchangeHashes {
  /** SHA-256 of the text that authenticated the request. */
  readonly request: string
  /** SHA-256 of the answer's bytes. */
  readonly body: string
}

/** A query without a valid answer. */
export interface QueryFailure {
  readonly code: string
  readonly reason: string
  /** Time from the call to the end of the query, in ms. */
  readonly latencyMs: number
  /** Of an answer that came whole and was refused; only from clients that collect receipts. */
  readonly exchange?: ExchangeHashes | undefined
}

/** Outcome of a query. Deciding if an answer is *wrong* is up to the rubric. */
export type QueryResult<Output> =
  /** A valid answer in time. */
  | {
      readonly kind: 'ok'
      /** Output of the synapse; all chunks of one that streams. */
      readonly output: Output
      readonly latencyMs: number
      /** Time from the call to the first chunk of a stream, in ms; null for a stream without chunks. */
      readonly firstChunkMs?: number | null | undefined
      /** Output as it arrived, before its schema ran; only if it was asked for. */
      readonly received?: unknown
      /** Only from clients that collect receipts. */
      readonly exchange?: ExchangeHashes | undefined
      /** Receipts of calls to other subnets that the miner says it made for the answer. */
      readonly calls?: readonly CalleeReceipt[] | undefined
    }
  /**
   * No response in time: unreachable, or too slow. MINER_UNREACHABLE if nothing at the address answered at all, which
   * may be the fault of the caller's own line; a connection that was refused is RESPONSE_ABSENT, since the machine answered.
   */
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
  /**
   * Adds the output as it arrived to a valid answer, so that it can be kept and parsed again. A stream then yields each chunk as it
   * arrived, once its schema has taken it. @default false
   */
  readonly keepReceived?: boolean | undefined
  /** W3C trace context that the miner is sent, as an unsigned hint. @default none */
  readonly trace?: string | undefined
  /** Round and miner that the query is for; it shows in traces of a client, and is not sent. @default none */
  readonly about?: { readonly round: number; readonly uid: number } | undefined
}

/** Outcome of a stream: `ok` only if it came to its own end, complete and unaltered. */
export type StreamResult = StreamTimings &
  (
    | {
        readonly kind: 'ok'
        /** Bytes of all chunks on the wire, and their SHA-256 in hex: the hash of the answer. */
        readonly bytes: number
        readonly sha256: string
        readonly latencyMs: number
        /** Only from clients that collect receipts. */
        readonly exchange?: ExchangeHashes | undefined
      }
    | Exclude<QueryResult<never>, { readonly kind: 'ok' }>
  )

/** Measurements of a stream, whatever its outcome. */
export interface StreamTimings {
  /** Number of chunks that arrived. */
  readonly chunks: number
  /** Time from the call to the first chunk, in ms; null if none arrived. */
  readonly firstChunkMs: number | null
}

/**
 * Answer of a miner, chunk by chunk; it can be read once. Reading never throws because of a miner's behavior: it ends,
 * and `result` has the outcome. Until `result` is `ok`, chunks may belong to an answer that was cut short or altered. Leaving the loop
 * early ends the stream on both sides.
 */
export interface MinerStream<Chunk> extends AsyncIterable<Chunk>, AsyncDisposable {
  /** Settles once the stream has ended; never rejects. */
  readonly result: Promise<StreamResult>
}

/** Signed queries to miners of one protocol. Never throws because of a miner's behavior. */
export interface QueryClient<P extends Protocol> extends AsyncDisposable {
  /** Queries a miner; collects all chunks of a synapse that streams. */
  query<Name extends keyof P & string>(
    endpoint: MinerEndpoint,
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: QueryOptions,
  ): Promise<QueryResult<SynapseOutput<P[Name]>>>
  /**
   * Asks a miner for the receipts that are outstanding, and returns the answers that they prove, with those that came
   * with other answers. Never throws because of a miner's behavior. Undefined in a client that collects none.
   */
  collectReceipts?(endpoint: MinerEndpoint, options?: QueryOptions): Promise<CollectedReceipts>
}

/** Signed calls to miners of one protocol, answered at once or chunk by chunk. */
export interface MinerClient<P extends Protocol> extends QueryClient<P> {
  /**
   * Starts to stream the answer of a miner. It is read no faster than its consumer asks for chunks; a consumer that holds
   * it up past the deadline makes the result `ours`.
   */
  stream<Name extends StreamName<P>>(
    endpoint: MinerEndpoint,
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: QueryOptions,
  ): Promise<MinerStream<SynapseChunk<P[Name]>>>
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

/** Client that collects receipts. */
export type CollectingClient<P extends Protocol> = MinerClient<P> &
  Required<Pick<QueryClient<P>, 'collectReceipts'>>

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
