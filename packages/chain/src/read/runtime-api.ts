import type { Decode } from './decode.js'

/** One call of a runtime API, as data. */
export interface RuntimeApiCall<T = unknown> {
  readonly api: string
  readonly method: string
  readonly args: readonly unknown[]
  /** Arguments that are encoded already, instead of `args`. */
  readonly encoded?: Uint8Array
  /** Names and layout of the arguments, as the runtime check writes them. */
  readonly given: string
  readonly decode: Decode<T>
}

/** Declares a method of a runtime API, by the chain's names; called with arguments it is a call. */
export function runtimeApi<Args extends readonly unknown[], T>(
  name: `${string}.${string}`,
  given: string,
  decode: Decode<T>,
): (...args: Args) => RuntimeApiCall<T> {
  const [api = '', method = ''] = name.split('.')
  return (...args) => ({ api, method, args, given, decode })
}
