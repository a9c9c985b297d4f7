/** The value below which a share `q` (0 to 1) of the values lies, interpolated linearly between neighbors. */
export function quantileOf(values: ArrayLike<number>, q: number): number {
  return interpolate(values, q, (value) => value)
}

/** The same in float32, each step rounded as numpy does for an array of that type. */
export function quantileOfFloat32(values: Float32Array, q: number): number {
  return interpolate(values, q, Math.fround)
}

function interpolate(values: ArrayLike<number>, q: number, round: (value: number) => number): number {
  const ascending = Array.from(values).sort((a, b) => a - b)
  const place = round((ascending.length - 1) * round(q))
  const below = Math.floor(place)
  const a = ascending[below] ?? Number.NaN
  const b = ascending[Math.min(below + 1, ascending.length - 1)] ?? Number.NaN
  const part = round(place - below)
  const step = round(b - a)
  // From the nearer neighbour, so that the result is exact at both ends.
  return part < 0.5 ? round(a + round(step * part)) : round(b - round(step * round(1 - part)))
}
