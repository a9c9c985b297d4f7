/** U96F32 product, quotient (0 for a division by 0) and whole number. */
const mul32 = (a: bigint, b: bigint): bigint => (a * b) >> 32n
const div32 = (a: bigint, b: bigint): bigint => (b === 0n ? 0n : (a << 32n) / b)
const to32 = (value: bigint): bigint => value << 32n

/** Dividends of one hotkey before the pots are known. */
export interface DividendClaim {
  readonly hotkey: string
  /** Dividends by the epoch, rao. */
  readonly amount: bigint
  /** Alpha behind the hotkey, rao. */
  readonly alpha: bigint
  /** Weighted root stake behind the hotkey, U96F32 rao. */
  readonly root: bigint
}

/**
 * Divides the pots. Each claim is split by the kind of stake behind it; each pot goes to its claims in
 * proportion. Amounts in the result are U96F32 rao.
 */
export function dividendPots(
  claims: readonly DividendClaim[],
  { alphaPot, rootPot }: { readonly alphaPot: bigint; readonly rootPot: bigint },
): { alpha: Map<string, bigint>; root: Map<string, bigint> } {
  const parts = claims.map(({ hotkey, amount, alpha, root: rootStake }) => {
    const rootPart = mul32(to32(amount), div32(rootStake, to32(alpha) + rootStake))
    return { hotkey, root: rootPart, alpha: to32(amount) - rootPart }
  })
  const shareOut = (kind: 'alpha' | 'root', pot: bigint) => {
    const total = parts.reduce((sum, part) => sum + part[kind], 0n)
    return new Map(parts.map((part) => [part.hotkey, mul32(div32(part[kind], total), to32(pot))]))
  }
  return { alpha: shareOut('alpha', alphaPot), root: shareOut('root', rootPot) }
}
