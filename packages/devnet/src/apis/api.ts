import { type AnyType, bytes, newtype, type OfFields, type Type } from '../schema/type.js'
import type { RuntimeImage } from '../schema/version.js'
import type { StateReader } from '../state/state.js'

/** Context of a runtime API. */
export interface ApiContext {
  readonly state: StateReader
  /** Number of the block whose state is read. */
  readonly block: number
  /** The runtime that this state belongs to. */
  readonly image: RuntimeImage
  /** Checks an extrinsic, its length in front, as the pool does; throws a PoolRefusal. */
  check(extrinsic: Uint8Array): CheckedExtrinsic
}

/** An extrinsic that the pool would take. */
export interface CheckedExtrinsic {
  readonly signer: string
  readonly nonce: number
  /** The signer's next nonce on chain: at most `nonce`. */
  readonly expected: number
  /** First block that could include it. */
  readonly first: number
  /** Last block that may include it; infinite for immortal ones. */
  readonly lastBlock: number
  readonly isOperational: boolean
}

/** An extrinsic with its length in front is, byte for byte, a `Vec<u8>`; no type here looks inside. */
export const opaqueExtrinsic = newtype('sp_runtime::OpaqueExtrinsic', bytes)

/** One function of a runtime API: its types, and what it answers. */
export interface ApiMethod {
  readonly inputs: Readonly<Record<string, AnyType>>
  readonly output: AnyType
  // biome-ignore lint/suspicious/noExplicitAny: arguments vary from method to method; `method` ties them.
  readonly answer: (ctx: ApiContext, args: any) => unknown
}

/** A runtime API: `state_call` names its functions `Name_method`. */
export interface RuntimeApi {
  readonly name: string
  readonly version: number
  readonly methods: Readonly<Record<string, ApiMethod>>
}

/** A function of a runtime API whose answer is typed by its description. */
export function method<I extends Readonly<Record<string, AnyType>>, O>(
  inputs: I,
  output: Type<O>,
  answer: (ctx: ApiContext, args: OfFields<I>) => NoInfer<O>,
): ApiMethod {
  return { inputs, output, answer }
}
