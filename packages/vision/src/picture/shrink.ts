import type { Picture } from './picture.js'

/**
 * Means of red, green and blue in each cell of a grid over a picture; a pixel on the border of cells counts for each by its part.
 * The sums are exact, so that every machine gets the same means.
 */
export function cellMeans({ width, height, data }: Picture, columns: number, rows: number): Float64Array {
  const sums = new Float64Array(columns * rows * 3)
  const across = cellsOf(width, columns)
  const down = cellsOf(height, rows)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (const [row, high] of down[y] ?? []) {
        for (const [column, wide] of across[x] ?? []) {
          for (let channel = 0; channel < 3; channel += 1) {
            const value = data[(y * width + x) * 3 + channel] ?? 0
            sums[(row * columns + column) * 3 + channel]! += value * high * wide
          }
        }
      }
    }
  }
  return sums.map((sum) => sum / (width * height))
}

/** Cells that each pixel of a line lies in, with the parts of it that they cover, in units of 1 / `cells` pixels. */
function cellsOf(length: number, cells: number): (readonly [cell: number, part: number])[][] {
  return Array.from({ length }, (_, pixel) => {
    const [start, end] = [pixel * cells, (pixel + 1) * cells]
    const parts: (readonly [number, number])[] = []
    for (let cell = Math.floor(start / length); cell * length < end; cell += 1) {
      parts.push([cell, Math.min(end, (cell + 1) * length) - Math.max(start, cell * length)])
    }
    return parts
  })
}

/** A picture whose longer side has at most this many pixels: the means of what each new pixel covers. */
export function shrinkPicture(picture: Picture, longest: number): Picture {
  const scale = longest / Math.max(picture.width, picture.height)
  if (scale >= 1) return picture
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  return { width, height, data: Uint8Array.from(cellMeans(picture, width, height), Math.round) }
}
