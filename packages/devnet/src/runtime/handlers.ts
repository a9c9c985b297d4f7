import { findPallet } from '../schema/schema.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { isPartOf, type RuntimeImage } from '../schema/version.js'
import type { CallContext, CallHandlers, Rules } from './context.js'
import { balancesCalls } from './pallets/balances.js'
import { crowdloanCalls } from './pallets/crowdloan/calls.js'
import { multisigCalls } from './pallets/multisig.js'
import { preimageCalls } from './pallets/preimage/calls.js'
import { proxyCalls } from './pallets/proxy/calls.js'
import { sudoCalls } from './pallets/sudo.js'
import { systemCalls } from './pallets/system.js'
import { timestampCalls } from './pallets/timestamp.js'
import { utilityCalls } from './pallets/utility.js'

/** A handler as dispatch sees it: the call was decoded by the schema, so its arguments fit. */
export type UntypedHandler = (ctx: CallContext, args: unknown) => void

const frameCalls: CallHandlers = {
  ...systemCalls,
  ...timestampCalls,
  ...balancesCalls,
  ...utilityCalls,
  ...sudoCalls,
  ...multisigCalls,
  ...preimageCalls,
  ...crowdloanCalls,
  ...proxyCalls,
}

/** All handlers of a chain with these rules, by `Pallet.call`. */
export function collectHandlers(rules: Rules): ReadonlyMap<string, UntypedHandler> {
  return new Map(Object.entries({ ...frameCalls, ...rules.calls }) as [string, UntypedHandler][])
}

export const callName = ({ pallet, call }: RuntimeCall): string => `${pallet}.${call}`

/** The first call without a handler in a call and those that it wraps; `undefined` when there is none. */
export function findUnhandled(
  handlers: ReadonlyMap<string, UntypedHandler>,
  call: RuntimeCall,
): string | undefined {
  return findCall(call, (inner) => !handlers.has(callName(inner)))
}

/** The first call that this runtime has not, in a call and those that it wraps. */
export function findMissing(image: RuntimeImage, call: RuntimeCall): string | undefined {
  return findCall(call, (inner) => !isPartOf(image, findPallet(inner.pallet)?.calls[inner.call]))
}

function findCall(call: RuntimeCall, isWanted: (call: RuntimeCall) => boolean): string | undefined {
  if (isWanted(call)) return callName(call)
  for (const inner of wrappedCalls(call)) {
    const found = findCall(inner, isWanted)
    if (found !== undefined) return found
  }
  return undefined
}

/** The calls that a wrapper such as `Utility.batch` or `Sudo.sudo` carries. */
export function wrappedCalls({ args }: RuntimeCall): RuntimeCall[] {
  return Object.values(args).flat().filter(isCall)
}

function isCall(value: unknown): value is RuntimeCall {
  return (
    typeof value === 'object' && value !== null && 'pallet' in value && 'call' in value && 'args' in value
  )
}
