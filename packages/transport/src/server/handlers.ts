import type { Protocol, SynapseInput, SynapseResponse } from '@subnetkit/core'

/** Who called; a handler sees only callers whose signature verified and who were admitted. */
export interface Caller {
  /** SS58 address. */
  readonly hotkey: string
}

/** What a handler gets. */
export interface Call<Input> {
  /** The request, after its schema has run. */
  readonly input: Input
  readonly caller: Caller
  /** Aborts when the deadline passes, the caller goes away or the miner shuts down for good. */
  readonly signal: AbortSignal
}

/** One function for each synapse of a protocol. */
export type Handlers<P extends Protocol> = {
  readonly [Name in keyof P]: (
    call: Call<SynapseInput<P[Name]>>,
  ) => SynapseResponse<P[Name]> | Promise<SynapseResponse<P[Name]>>
}
