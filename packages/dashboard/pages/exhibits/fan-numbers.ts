import type { ExhibitOf } from './exhibit-of.js'

type Points = ExhibitOf<'fan'>['points']

/** A value of any scale, in five digits. */
export const figure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 5 })

/** Unit in which values are drawn: a difference of the greatest numbers there are is none. */
export function unitOf(values: readonly number[]): number {
  const greatest = Math.max(...values.map(Math.abs))
  return greatest > 1e150 ? greatest : 1
}

/** Round values for the lines of a chart, four or so, of a range in units. */
export function ticksOf(from: number, to: number, unit: number): readonly number[] {
  const rough = (to - from) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!
  const ticks: number[] = []
  for (let value = Math.ceil(from / step) * step; value <= to && ticks.length < 12; value += step)
    ticks.push(value * unit)
  return ticks
}

/** The chart in a sentence. */
export function fanInWords(title: string, axis: string, points: Points): string {
  const last = points.at(-1)!
  const [low, , median, , high] = last.quantiles
  const known = points.filter(({ outcome }) => outcome !== null)
  const within = known.filter(
    ({ outcome, quantiles }) => outcome! >= quantiles[0] && outcome! <= quantiles[4],
  )
  const came =
    known.length === 0
      ? 'Nothing has come true yet'
      : `${within.length} of ${known.length} values that came true lie between the quantiles of 5 and 95 %`
  return `${title}. At ${last.at} ${axis} the median is ${figure(median)}, with 90 % of the samples from ${figure(low)} to ${figure(high)}. ${came}.`
}
