import type { RuntimeCall } from '../schema/types/outer.js'
import type { Origin } from './context.js'
import { moduleFailure } from './failure.js'

/**
 * CallFiltered unless the origin may dispatch the call: accounts may not put a batch right into a batch, and a proxy may
 * not make every call. Root may do all.
 */
export function requireAllowed(origin: Origin, call: RuntimeCall): void {
  if (origin.kind !== 'signed') return
  const isAllowed = !nestsBatches(call) && (origin.mayCall?.(call) ?? true)
  if (!isAllowed) throw moduleFailure('System', 'CallFiltered')
}

const batches: ReadonlySet<string> = new Set(['batch', 'batch_all', 'force_batch'])

const isBatch = ({ pallet, call }: RuntimeCall): boolean => pallet === 'Utility' && batches.has(call)

const nestsBatches = (call: RuntimeCall): boolean =>
  isBatch(call) && (call.args as { readonly calls: readonly RuntimeCall[] }).calls.some(isBatch)
