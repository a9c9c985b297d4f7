/** A small line of scores in [0, 1], which the sentence describes. */
export function Sparkline({
  values,
  sentence,
}: {
  readonly values: readonly number[]
  readonly sentence: string
}) {
  if (values.length < 2) return <span class="muted">–</span>
  const step = 100 / (values.length - 1)
  const points = values.map((value, at) => `${(at * step).toFixed(1)},${(23 - 22 * value).toFixed(1)}`)
  return (
    <svg class="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={sentence}>
      <polyline points={points.join(' ')} />
    </svg>
  )
}

/** Describes a trend: `from 0.500 to 0.720 over 12 rounds`. */
export function trendInWords(values: readonly number[]): string {
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0]
  return `from ${first.toFixed(3)} to ${last.toFixed(3)} over ${values.length} rounds`
}
