import type { Scope } from '../rubric.js'

/** Arguments of a round criterion after its name and weight. */
export type ScopedOptions<Options> = [options: Options] | [scope: Scope, options: Options]

/** Returns the options, and the scope as a part has it. */
export function splitScope<Options>(
  rest: ScopedOptions<Options>,
): readonly [scope: { readonly scope?: Scope }, options: Options] {
  return rest.length === 1 ? [{}, rest[0]] : [{ scope: rest[0] }, rest[1]]
}
