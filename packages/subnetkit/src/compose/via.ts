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

/** Outcome of a call, before the output's schema has run. */
export type ViaResult = { readonly price: number; readonly receipt: CalleeReceipt | null } & (
  | { readonly kind: 'ok'; readonly received: unknown; readonly miners: readonly string[] }
  | { readonly kind: 'failed'; readonly code: CallCode; readonly reason: string; readonly fix?: string }
)

/** A way to a subnet: through a gateway, or straight to its miners. */
export interface Via extends AsyncDisposable {
  /** Never rejects but for faults of ours. */
  call(call: ViaCall): Promise<ViaResult>
}
