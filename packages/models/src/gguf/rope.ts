/** Rotary position embedding over adjacent pairs (2i, 2i + 1), as the llama architecture stores its weights. */
export interface Rope {
  /** Rotates each head of `vector` to `position`, in place. */
  rotate(vector: Float32Array, position: number): void
}

export function createRope(options: {
  readonly headWidth: number
  readonly ropeWidth: number
  readonly base: number
}): Rope {
  const { headWidth, ropeWidth, base } = options
  const frequencies = Float64Array.from(
    { length: ropeWidth / 2 },
    (_, pair) => base ** ((-2 * pair) / ropeWidth),
  )
  return {
    rotate(vector, position) {
      for (let pair = 0; pair < frequencies.length; pair++) {
        const angle = position * frequencies[pair]!
        const cos = Math.cos(angle)
        const sin = Math.sin(angle)
        for (let at = 2 * pair; at < vector.length; at += headWidth) {
          const even = vector[at]!
          const odd = vector[at + 1]!
          vector[at] = even * cos - odd * sin
          vector[at + 1] = even * sin + odd * cos
        }
      }
    },
  }
}
