import type { Constant } from './pallet.js'
import { type PalletName, type Schema, schema } from './schema.js'

type ConstantValue<P extends PalletName, C extends keyof Schema[P]['constants']> =
  Schema[P]['constants'][C] extends Constant<infer V> ? V : never

/** The value of a pallet's constant. */
export function constantOf<P extends PalletName, C extends keyof Schema[P]['constants']>(
  pallet: P,
  name: C,
): ConstantValue<P, C> {
  const constants = schema[pallet].constants as Schema[P]['constants']
  return (constants[name] as Constant<ConstantValue<P, C>>).value
}
