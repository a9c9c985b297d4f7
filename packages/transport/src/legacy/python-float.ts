/** `str()` of a Python float: the shortest digits that read back, an exponent below 1e-4 and from 1e16. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(exponentText)
  const sign = value < 0 ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** Reads what Python's `float()` reads, or null. */
export function parseFloatText(text: string): number | null {
  const trimmed = text.trim().toLowerCase()
  if (/^[+-]?(inf|infinity)$/.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/.test(trimmed)) return Number.NaN
  const digits = '\\d(?:_?\\d)*'
  const shape = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[+-]?${digits})?$`)
  return shape.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : null
}

/** Reads what Python's `int()` reads in decimal, or null. */
export function parseIntText(text: string): bigint | null {
  const trimmed = text.trim()
  return /^[+-]?\d(?:_?\d)*$/.test(trimmed) ? BigInt(trimmed.replace(/^\+|_/g, '')) : null
}
