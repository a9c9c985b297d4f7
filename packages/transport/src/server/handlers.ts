import type { Protocol, SynapseInput, SynapseResponse } from '@subnetkit/core'

/** Caller of a handler; its signature verified and it was admitted. */
export interface Caller {
  /** SS58 address. */
  readonly hotkey: string
}

/** Call as a handler receives it. */
export interface Call<Input> {
  /** The request, after its schema has run. */
  readonly input: Input
  readonly caller: Caller
  /** Aborts when the deadline passes, the caller disconnects or the miner shuts down. */
  readonly signal: AbortSignal
}

/** One function for each synapse of a protocol. */
export type Handlers<P extends Protocol> = {
  readonly [Name in keyof P]: (
    call: Call<SynapseInput<P[Name]>>,
  ) => SynapseResponse<P[Name]> | Promise<SynapseResponse<P[Name]>>
}
