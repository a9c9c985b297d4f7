import type { RuntimeCall } from '../schema/types/outer.js'
import type { StateReader } from '../state/state.js'

/** First version in which the account that a proxy acts for can pay. */
const REAL_PAYS = 391

/**
 * Account that pays for a call: its signer, or the account that its proxy acts for and that has agreed to pay. A proxy's
 * proxy, alone or in a batch for one account, is followed one step.
 */
export function payerOf(state: StateReader, specVersion: number, signer: string, call: RuntimeCall): string {
  if (specVersion < REAL_PAYS) return signer
  const outer = proxied(call)
  if (!outer || !paysFor(state, outer.real, signer)) return signer
  const inner = proxied(outer.call)?.real ?? commonReal(outer.call)
  return inner !== undefined && paysFor(state, inner, outer.real) ? inner : outer.real
}

const paysFor = (state: StateReader, real: string, delegate: string): boolean =>
  state.Proxy.RealPaysFee.has(real, delegate)

interface Proxied {
  readonly real: string
  readonly call: RuntimeCall
}

function proxied({ pallet, call, args }: RuntimeCall): Proxied | undefined {
  if (pallet !== 'Proxy' || call !== 'proxy') return undefined
  const given = args as { readonly real: { type: string; value: string }; readonly call: RuntimeCall }
  return given.real.type === 'Id' ? { real: given.real.value, call: given.call } : undefined
}

/** The one account that all calls of a batch are made for by proxy. */
function commonReal({ pallet, call, args }: RuntimeCall): string | undefined {
  if (pallet !== 'Utility' || !['batch', 'batch_all', 'force_batch'].includes(call)) return undefined
  const { calls } = args as { readonly calls: readonly RuntimeCall[] }
  const reals = new Set(calls.map((one) => proxied(one)?.real))
  return reals.size === 1 ? [...reals][0] : undefined
}
