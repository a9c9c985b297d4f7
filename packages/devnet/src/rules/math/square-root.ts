/** Largest integer whose square is at most `value`. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  // Above the root, so that Newton's steps only fall.
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2))
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
