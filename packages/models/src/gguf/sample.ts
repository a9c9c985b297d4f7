import { softmax } from './kernels.js'

/** Picks the next token from scores; may overwrite them. */
export type Sampler = (logits: Float32Array) => number

/**
 * Temperature 0 takes the best token. Above it, tokens are drawn from `softmax(logits / temperature)`,
 * the same ones for the same seed.
 */
export function createSampler(options: { readonly temperature: number; readonly seed: number }): Sampler {
  const { temperature, seed } = options
  if (temperature === 0) return best
  const uniform = mulberry32(seed)
  return (logits) => {
    for (let i = 0; i < logits.length; i++) logits[i] = logits[i]! / temperature
    softmax(logits, logits.length)
    let left = uniform()
    for (let i = 0; i < logits.length; i++) {
      left -= logits[i]!
      if (left < 0) return i
    }
    return best(logits)
  }
}

function best(logits: Float32Array): number {
  let token = 0
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[token]!) token = i
  return token
}

/** Small generator of numbers in [0, 1) with 32 bits of state; for sampling only, not for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
