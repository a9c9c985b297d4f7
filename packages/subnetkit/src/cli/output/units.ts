import { raoPerTao } from '@subnetkit/base'

/** Precision of an amount. */
export interface AmountOptions {
  /**
   * Digits after the point; `'exact'` writes all nine without trailing zeros.
   * @default 'exact'
   */
  readonly digits?: number | 'exact' | undefined
  /** @default 'τ' */
  readonly unit?: string | undefined
}

/** `1,234.5 τ` from rao. Rounded down, so that it never shows more than there is. */
export function formatAmount(rao: bigint, options: AmountOptions = {}): string {
  return `${formatNumber(rao, options.digits ?? 'exact')} ${options.unit ?? 'τ'}`
}

/** The number of an amount in rao, with thousands separated. */
export function formatNumber(rao: bigint, digits: number | 'exact'): string {
  const sign = rao < 0n ? '-' : ''
  const size = rao < 0n ? -rao : rao
  const whole = (size / raoPerTao).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = (size % raoPerTao).toString().padStart(9, '0')
  const shown = digits === 'exact' ? fraction.replace(/0+$/, '') : fraction.slice(0, digits)
  return `${sign}${whole}${shown === '' ? '' : `.${shown}`}`
}

/** Rao from user input: `1.5`, `1,000`, `0.000000001`. Null if it is not an amount. */
export function parseTao(text: string): bigint | null {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,9}))?$/.exec(text.trim())
  if (match === null) return null
  const whole = BigInt((match[1] as string).replaceAll(',', ''))
  return whole * raoPerTao + BigInt((match[2] ?? '').padEnd(9, '0'))
}

/** `≈ 1h 12m` for a number of blocks; nothing below a minute is worth saying. */
export function formatDuration(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.max(0, Math.round(ms / 1_000))}s`
  if (minutes < 60) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours}h ${minutes % 60}m`
  return `${Math.floor(hours / 24)}d ${hours % 24}h`
}
