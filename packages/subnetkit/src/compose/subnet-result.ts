import type {
  CalleeReceipt,
  Protocol,
  StreamName,
  SynapseChunk,
  SynapseOutput,
  SynapseRequest,
} from '@subnetkit/core'
import type { ApiCode } from '@subnetkit/gateway'
import type { CallContext } from './call-context.js'

/** Codes of calls without an answer: those of gateways, and those of the line to one. */
export type CallCode =
  | ApiCode
  | 'gateway_unreachable'
  | 'gateway_malformed'
  | 'call_aborted'
  | 'miners_unreachable'

/** Figures of every call. */
export interface CallEnd {
  /** Micro-credits that it cost; 0 without a gateway. */
  readonly price: number
  /** Receipt of the gateway that answered; null without one. */
  readonly receipt: CalleeReceipt | null
  /** Time from the call to its end, in ms. */
  readonly latencyMs: number
}

/** Outcome of a call to a subnet. */
export type SubnetResult<Output> = CallEnd &
  (
    | {
        readonly kind: 'ok'
        readonly output: Output
        /** Hotkeys of the miners that it is from. */
        readonly miners: readonly string[]
      }
    /** Miners were asked, or could not be, and none gave a valid answer. */
    | { readonly kind: 'unanswered'; readonly code: CallCode; readonly reason: string }
    /** Trouble on the side of the caller, such as a spent budget. It says nothing about the subnet. */
    | { readonly kind: 'ours'; readonly code: CallCode; readonly reason: string; readonly fix: string }
  )

/**
 * Answer of a subnet, chunk by chunk; it can be read once. Reading never throws because of the other side: it ends, and `result` has the
 * outcome. Until `result` is `ok`, chunks may belong to an answer that was cut short or altered. Leaving the loop early ends the call on both
 * sides, and what has come by then is charged.
 */
export interface SubnetStream<Chunk> extends AsyncIterable<Chunk>, AsyncDisposable {
  /** Settles once the stream has ended, with all chunks of one that is whole as its output; never rejects. */
  readonly result: Promise<SubnetResult<Chunk[]>>
}

/** Options of one call. */
export interface CallOptions {
  /** Deadline, budget and way of the call, which it shares with others. @default its own, without a budget */
  readonly context?: CallContext | undefined
  /** Time for the call, in ms. @default three times the deadline of the synapse */
  readonly timeoutMs?: number | undefined
  /** Micro-credits that it may cost. @default what is left in the context */
  readonly budget?: number | undefined
  /** Hotkey of the only miner to ask: for synapses that keep something for their caller. @default any */
  readonly miner?: string | undefined
  /** Results that the input is made of: the receipt of this call names theirs. @default none */
  readonly madeOf?: readonly { readonly receipt: CalleeReceipt | null }[] | undefined
  /** Ends the call; the result is then `ours`. */
  readonly signal?: AbortSignal | undefined
}

/** Calls to another subnet. Never throws because of what the other side does. */
export interface SubnetClient<P extends Protocol> extends AsyncDisposable {
  /** Calls a synapse; collects all chunks of one that streams. Throws BODY_MALFORMED for an input that does not match it. */
  query<Name extends keyof P & string>(
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: CallOptions,
  ): Promise<SubnetResult<SynapseOutput<P[Name]>>>
  /**
   * Calls a synapse that streams, and passes its chunks on as they come. Throws BODY_MALFORMED for an input that does not match it, and
   * SYNAPSE_NOT_STREAMED.
   */
  stream<Name extends StreamName<P>>(
    synapse: Name,
    input: SynapseRequest<P[Name]>,
    options?: CallOptions,
  ): Promise<SubnetStream<SynapseChunk<P[Name]>>>
}
