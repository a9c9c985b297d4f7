/** Receipt of a call that another one was made of: where it can be read, and under which name. */
export interface CalleeReceipt {
  /** URL of the gateway that has it. */
  readonly gateway: string
  /** Its id there. */
  readonly receipt: string
}

/** Receipts that one call may name. */
export const mostCalleeReceipts = 16
/** Longest list, in characters of JSON: it travels as a header. */
const longestList = 4_096

/** Reads a list of receipts; none for null, and null for anything else than a list of at most 16. */
export function checkReceipts(text: string | null): readonly CalleeReceipt[] | null {
  if (text === null) return []
  if (text.length > longestList) return null
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return null
  }
  if (!Array.isArray(list) || list.length > mostCalleeReceipts || !list.every(isCalleeReceipt)) return null
  return list.map(({ gateway, receipt }) => ({ gateway, receipt }))
}

function isCalleeReceipt(value: unknown): value is CalleeReceipt {
  if (typeof value !== 'object' || value === null) return false
  const { gateway, receipt } = value as Partial<Record<keyof CalleeReceipt, unknown>>
  return (
    typeof gateway === 'string' &&
    /^https?:\/\/[^\s"<>]{1,200}$/.test(gateway) &&
    typeof receipt === 'string' &&
    /^[\w-]{1,100}$/.test(receipt)
  )
}

const noted = new WeakMap<AbortSignal, CalleeReceipt[]>()
let isUsed = false

/**
 * Notes the receipt of a call that a handler made, by the signal of the handler's own call. The answer then names it, so that the
 * receipt of that answer can.
 */
export function noteCallee(signal: AbortSignal, receipt: CalleeReceipt): void {
  isUsed = true
  const list = noted.get(signal) ?? []
  if (list.length < mostCalleeReceipts) list.push(receipt)
  noted.set(signal, list)
}

/** Receipts noted for the call of a signal. The signal is asked for only where any call ever noted one: most never make theirs. */
export const calleesOf = (call: { readonly signal: AbortSignal }): readonly CalleeReceipt[] =>
  isUsed ? (noted.get(call.signal) ?? []) : []
