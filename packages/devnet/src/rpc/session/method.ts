import type { z } from 'zod'
import type { Chain } from '../../chain/chain.js'
import type { DeveloperApi } from '../../dev/developer.js'
import type { Follows } from '../chain-head/follows.js'
import type { Subscriptions } from './subscriptions.js'

/** Context of a method. */
export interface RpcContext {
  readonly chain: Chain
  readonly dev: DeveloperApi
  readonly subscriptions: Subscriptions
  /** Subscriptions of this client by `chainHead_v1_follow`. */
  readonly follows: Follows
  /** Ids of what it broadcasts by `transaction_v1_broadcast`. */
  readonly broadcasts: Set<string>
  /** Aborted once the client is gone. */
  readonly signal: AbortSignal
}

/** A JSON-RPC method: its parameters by name, in the order in which they come, and its answer. */
export interface RpcMethod {
  readonly params: Readonly<Record<string, z.ZodType>>
  // biome-ignore lint/suspicious/noExplicitAny: parameters vary from method to method; `rpc` ties them.
  readonly answer: (ctx: RpcContext, params: any) => unknown
}

/** A method whose handler is typed by its parameters. Missing and `null` parameters are `undefined`. */
export function rpc<const P extends Readonly<Record<string, z.ZodType>>>(
  params: P,
  answer: (ctx: RpcContext, params: { [N in keyof P]: z.output<P[N]> }) => unknown,
): RpcMethod {
  return { params, answer }
}
