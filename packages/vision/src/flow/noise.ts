import { createHash } from 'node:crypto'

const terms = 12

/**
 * Normal noise of a seed, the same in every language and on every machine: each value is the sum of twelve 16-bit numbers
 * (big-endian) of SHAKE256("subnetkit flow noise <seed>"), less its mean, divided by 65,536. No logarithm or cosine is rounded.
 */
export function seededNoise(seed: number, length: number): Float32Array {
  const bytes = createHash('shake256', { outputLength: length * terms * 2 })
    .update(`subnetkit flow noise ${seed}`)
    .digest()
  return Float32Array.from({ length }, (_, at) => {
    let sum = 0
    for (let term = 0; term < terms; term += 1) sum += bytes.readUInt16BE((at * terms + term) * 2)
    return (sum - terms * 32_767.5) / 65_536
  })
}
