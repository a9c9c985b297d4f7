/** Endpoints that requests are counted by; every other path is `other`. */
export const meteredEndpoints = [
  ...['chat', 'completions', 'embeddings', 'images', 'responses', 'files', 'models', 'key', 'receipts'],
  ...['subnets', 'health', 'other'],
] as const
export type MeteredEndpoint = (typeof meteredEndpoints)[number]

/** Reasons for which a key gets no more: its rates, its budgets, or the budget of the call. */
export const limitKinds = ['rate', 'quota', 'call'] as const
export type LimitKind = (typeof limitKinds)[number]

/** Tokens of a request and of the answers to it. */
export interface CountedTokens {
  readonly prompt: number
  readonly completion: number
}

/** Purpose of a request, as far as it got. */
export interface MeteredRequest {
  /** Id of the model that was found, which its operator has chosen; `none` before. Never the alias that the client sent. */
  readonly subnet: string
  readonly endpoint: MeteredEndpoint
  /** Name of the mode; `none` before there is one. */
  readonly mode: string
}

/** Counts what a gateway does. It sees no key, no prompt and no miner. */
export interface GatewayMeter {
  /** Notes a request that is over; the status is 499 for a client that has left. */
  requested(request: MeteredRequest & { readonly status: number; readonly seconds: number }): void
  /** Notes the time to the first part of an answer that the client can use. */
  answerable(request: MeteredRequest & { readonly seconds: number }): void
  /** Notes a call of a miner that has ended. */
  called(call: { readonly reason: string; readonly outcome: string }): void
  /** Notes the share of the answers for a choice that agree with it, 0 to 1. */
  agreed(share: number): void
  /** Notes counted tokens. */
  used(tokens: CountedTokens): void
  /** Notes micro-credits that were charged. */
  spent(amount: bigint): void
  limited(kind: LimitKind): void
}

/** State of a gateway, read when it is asked for. */
export interface GatewayGauges {
  /** Miners that are not asked for a while, since they failed. */
  readonly benchedMiners: number
  /** Micro-credits that are set aside for requests that run. */
  readonly reserved: bigint
  readonly openStreams: number
}
