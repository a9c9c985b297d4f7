import type { Picture } from './picture.js'

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
  const grey = shrink(picture)
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

/** Rows of 32 × 32 mean brightnesses, 0 to 4080: sixteenths of a grey level. Each cell weighs pixels by what it covers of them. */
function shrink({ width, height, data }: Picture): number[][] {
  const cells = new Float64Array(side * side)
  const across = overlaps(width)
  const down = overlaps(height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3
      const grey = 5 * (data[at] ?? 0) + 9 * (data[at + 1] ?? 0) + 2 * (data[at + 2] ?? 0)
      for (const [row, high] of down[y] ?? []) {
        for (const [column, wide] of across[x] ?? []) {
          cells[row * side + column]! += grey * high * wide
        }
      }
    }
  }
  return Array.from({ length: side }, (_, row) =>
    Array.from(cells.subarray(row * side, (row + 1) * side), (sum) => Math.round(sum / (width * height))),
  )
}

/** Cells that each pixel of a line lies in, with the parts of it that they cover: 32 in all. */
function overlaps(length: number): (readonly [cell: number, part: number])[][] {
  return Array.from({ length }, (_, pixel) => {
    const [start, end] = [pixel * side, (pixel + 1) * side]
    const parts: (readonly [number, number])[] = []
    for (let cell = Math.floor(start / length); cell * length < end; cell += 1) {
      parts.push([cell, Math.min(end, (cell + 1) * length) - Math.max(start, cell * length)])
    }
    return parts
  })
}
