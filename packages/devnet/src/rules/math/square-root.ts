/** Largest integer whose square is at most `value`. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  // Above the root, so that Newton's steps only fall.
  let root = estimate(value)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** A number above the root, by a hair where a double can hold the value. */
function estimate(value: bigint): bigint {
  const root = Math.sqrt(Number(value))
  if (root < Number.MAX_VALUE) return BigInt(Math.ceil(root)) + (BigInt(Math.ceil(root)) >> 50n) + 1n
  return 1n << BigInt(value.toString(16).length * 2)
}
