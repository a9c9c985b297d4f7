import { z } from 'zod'
import type { Chain } from '../../chain/chain.js'
import type { DeveloperApi } from '../../dev/developer.js'
import type { Subscriptions } from './subscriptions.js'

/** Context of a method. */
export interface RpcContext {
  readonly chain: Chain
  readonly dev: DeveloperApi
  readonly subscriptions: Subscriptions
}

/** A JSON-RPC method: its parameters, by position, and its answer. */
export interface RpcMethod {
  readonly params: z.ZodType<readonly unknown[]>
  // biome-ignore lint/suspicious/noExplicitAny: parameters vary from method to method; `rpc` ties them.
  readonly answer: (ctx: RpcContext, params: any) => unknown
}

/** A method whose handler is typed by its parameters. Missing and `null` parameters are `undefined`. */
export function rpc<const P extends readonly z.ZodType[]>(
  params: P,
  answer: (ctx: RpcContext, params: { [I in keyof P]: z.output<P[I]> }) => unknown,
): RpcMethod {
  const padded = z.preprocess(
    (given) => (Array.isArray(given) ? pad(given, params.length) : given),
    z.tuple(params as unknown as [z.ZodType, ...z.ZodType[]]),
  )
  return { params: padded as RpcMethod['params'], answer: answer as RpcMethod['answer'] }
}

function pad(given: readonly unknown[], length: number): unknown[] {
  const list = given.map((param) => param ?? undefined)
  while (list.length < length) list.push(undefined)
  while (list.length > length && list.at(-1) === undefined) list.pop()
  return list
}

/** Hex of whole bytes, as lower case with 0x in front. As with a node, the given 0x may be missing. */
export const hex = z
  .string()
  .regex(/^(?:0x)?(?:[0-9a-fA-F]{2})*$/, 'expected hex of whole bytes')
  .transform((text) => `0x${text.replace(/^0x/, '').toLowerCase()}`)

/** The hash of a block; absent for the head. */
export const blockRef = hex.optional()
