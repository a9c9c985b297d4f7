import type { Picture } from './picture.js'
import { cellMeans } from './shrink.js'

const side = 32

/** Frequencies across and down whose strengths make the 64 bits: the lowest without the mean. */
const frequencies = Array.from(
  { length: 64 },
  (_, at) => (at === 0 ? [8, 0] : [at & 7, at >> 3]) as [number, number],
)

/** Cosines times 1024, as integers: every machine gets the same hash. */
const cosines = Array.from({ length: 9 }, (_, frequency) =>
  Array.from({ length: side }, (_, at) =>
    Math.round(1024 * Math.cos((Math.PI * frequency * (2 * at + 1)) / (2 * side))),
  ),
)

/**
 * Hash of what a picture looks like, 64 bits as 16 hexadecimal digits: sizes, compression and noise change a few bits,
 * other pictures about half of them. Compares the lowest frequencies of its brightness to their median (pHash).
 */
export function perceptualHash(picture: Picture): string {
  const grey = brightness(picture)
  const columns = cosines.map((wave) =>
    grey.map((row) => row.reduce((sum, value, x) => sum + value * (wave[x] ?? 0), 0)),
  )
  const strengths = frequencies.map(([across, down]) =>
    (columns[across] ?? []).reduce((sum, value, y) => sum + value * (cosines[down]?.[y] ?? 0), 0),
  )
  const sorted = strengths.toSorted((a, b) => a - b)
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2
  const bits = strengths.reduce((bits, strength) => (bits << 1n) | (strength > median ? 1n : 0n), 0n)
  return bits.toString(16).padStart(16, '0')
}

/** Bits in which two perceptual hashes differ, 0 to 64; up to about 8 are the same picture. */
export function hashDistance(one: string, other: string): number {
  let differing = BigInt(`0x${one}`) ^ BigInt(`0x${other}`)
  let count = 0
  for (; differing > 0n; differing &= differing - 1n) count += 1
  return count
}

/** Rows of 32 × 32 mean brightnesses, in sixteenths of a grey level: whole numbers, for the sums to be exact. */
function brightness(picture: Picture): number[][] {
  const means = cellMeans(picture, side, side)
  const at = (cell: number, channel: number) => means[cell * 3 + channel] ?? 0
  return Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => {
      const cell = row * side + column
      return Math.round(5 * at(cell, 0) + 9 * at(cell, 1) + 2 * at(cell, 2))
    }),
  )
}
