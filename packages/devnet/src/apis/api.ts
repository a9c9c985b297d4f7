import type { AnyType, OfFields, Type } from '../schema/type.js'
import type { StateReader } from '../state/state.js'

/** What a runtime API may look at. */
export interface ApiContext {
  readonly state: StateReader
  /** Number of the block whose state is read. */
  readonly block: number
}

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
