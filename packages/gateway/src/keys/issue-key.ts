import type { Ledger } from '../money/ledger.js'
import { keyBudget, projectBudget } from '../money/spend.js'
import type { KeyRequest, KeyStore } from './key-store.js'

/** A key with its budget. */
export interface NewKeyRequest extends KeyRequest {
  /** Micro-credits that it may spend; null for no limit of its own. */
  readonly cap?: bigint | null | undefined
  /** Time after which it may spend the cap again, in ms; null for never. */
  readonly periodMs?: number | null | undefined
}

/** Makes a key and its budgets. One that is prepaid has nothing to spend until a deposit. The text of the key is returned once, and stored nowhere. */
export async function issueKey(
  { keys, ledger }: { readonly keys: KeyStore; readonly ledger: Ledger },
  { cap = null, periodMs = null, ...request }: NewKeyRequest,
) {
  const created = await keys.create(request)
  const limit = request.prepaid ? { cap: 0n, periodMs: null } : { cap, periodMs }
  if (created.record.project !== null) await ledger.open(projectBudget(created.record.project))
  await ledger.limit(keyBudget(created.record.id), limit)
  return created
}
