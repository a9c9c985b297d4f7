import type { Interval } from '@subnetkit/lab'

/** A mean with its interval, where there is one. */
export const shown = ({ mean, half }: Interval, digits = 2): string =>
  half === 0 ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${half.toFixed(digits)}`
