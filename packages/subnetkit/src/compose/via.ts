import type { CalleeReceipt, CarriedCall, Synapse } from '@subnetkit/core'
import type { CallCode } from './subnet-result.js'

/** A call as a way to a subnet takes it. */
export interface ViaCall {
  readonly name: string
  readonly synapse: Synapse
  /** As the wire carries it, checked. */
  readonly input: unknown
  readonly carried: CarriedCall
  readonly taskId: string
  /** Aborts at the deadline, and when the caller gives up. */
  readonly signal: AbortSignal
}

/** A call of a synapse that streams. */
export interface ViaStreamCall extends ViaCall {
  /** Receives the receipt, which is named before the first chunk. */
  readonly onReceipt: (receipt: CalleeReceipt) => void
}

interface ViaFigures {
  readonly price: number
  readonly receipt: CalleeReceipt | null
}
/** A call without an answer. */
export type ViaFailure = ViaFigures & {
  readonly kind: 'failed'
  readonly code: CallCode
  readonly reason: string
  readonly fix?: string | undefined
}

/** Outcome of a call, before the output's schema has run. */
export type ViaResult =
  | ViaFailure
  | (ViaFigures & { readonly kind: 'ok'; readonly received: unknown; readonly miners: readonly string[] })

/** End of a stream whose chunks have been passed on. */
export type ViaEnd = ViaFailure | (ViaFigures & { readonly kind: 'ok'; readonly miners: readonly string[] })

/** A way to a subnet: through a gateway, or straight to its miners. */
export interface Via extends AsyncDisposable {
  /** Never rejects but for faults of ours. */
  call(call: ViaCall): Promise<ViaResult>
  /** Yields chunks before their schema has run. Never rejects but for faults of ours, and with the reason of the signal. */
  stream(call: ViaStreamCall): AsyncGenerator<unknown, ViaEnd, undefined>
  /** Reads the cost of a call that was left before its end; null where it is unknown. Never rejects. */
  priceOf(receipt: CalleeReceipt | null): Promise<number | null>
}
