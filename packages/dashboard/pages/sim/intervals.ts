interface Interval {
  readonly mean: number
  readonly half: number
}

/** A mean with its bounds at 95 %, if it is one of several seeds. */
export const bounds = ({ mean, half }: Interval, digits = 2): string =>
  half === 0 ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`
