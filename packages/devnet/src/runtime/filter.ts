import type { RuntimeCall } from '../schema/types/outer.js'
import type { Origin } from './context.js'
import { moduleFailure } from './failure.js'

/** CallFiltered unless the origin may dispatch the call: a proxy may not make every call. */
export function requireAllowed(origin: Origin, call: RuntimeCall): void {
  if (origin.kind !== 'signed' || origin.mayCall === undefined) return
  if (!origin.mayCall(call)) throw moduleFailure('System', 'CallFiltered')
}
