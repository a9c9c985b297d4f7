const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export const number = (value: number): string => whole.format(value)

/** A score or a share, with three decimals. */
export const score = (value: number | null): string => (value === null ? '–' : value.toFixed(3))

export const percent = (value: number | null, digits = 1): string =>
  value === null ? '–' : `${(100 * value).toFixed(digits)} %`

/** A time in its largest fitting unit. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`
  return `${Math.round(ms / 86_400_000)} days`
}

export const milliseconds = (value: number | null): string =>
  value === null ? '–' : value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`

/** Beginning and end of a hotkey. */
export const shortKey = (key: string): string =>
  key.length <= 14 ? key : `${key.slice(0, 6)}…${key.slice(-4)}`

export const counted = (count: number, noun: string): string =>
  `${number(count)} ${noun}${count === 1 ? '' : 's'}`

export const timeOfDay = (at: number): string => new Date(at).toLocaleTimeString('en-GB')
