import type { Picture } from '../picture/picture.js'

/** Brightness of each pixel, 0 to 255, row by row. */
export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Place of a line of text in a picture. */
export interface TextLine {
  readonly left: number
  readonly right: number
  /** Edges above and below at the middle of the picture. */
  readonly top: number
  readonly bottom: number
  /** Rows by which the line falls from one column to the next. */
  readonly slope: number
}

/** Slopes that are tried: up to 7 degrees either way. */
const slopes = Array.from({ length: 49 }, (_, at) => (at - 24) * 0.005)
/** Share of the strongest row or column from which a row or column has text. */
const [rowShare, columnShare] = [0.16, 0.1]

/**
 * Finds the line of text in a picture that has one: what differs from the paper, whose brightness is that of the frame. The
 * whole picture if nothing does.
 */
export function findTextLine(picture: Picture): TextLine {
  const ink = inkOf(blurred(blurred(greyOf(picture))))
  const { width, height } = ink
  const whole = { left: 0, right: width, top: 0, bottom: height, slope: 0 }
  const slope = slopes.reduce(
    (best, one) => {
      const sharpness = contrast(rowsOf(ink, one))
      return sharpness > best.sharpness * (1 + 1e-9) ? { slope: one, sharpness } : best
    },
    { slope: 0, sharpness: contrast(rowsOf(ink, 0)) },
  ).slope
  const rows = extent(rowsOf(ink, slope), rowShare)
  if (rows === null) return whole
  const columns = extent(columnsOf(ink, slope, rows), columnShare)
  if (columns === null) return whole
  return { left: columns[0], right: columns[1], top: rows[0], bottom: rows[1], slope }
}

export function greyOf({ width, height, data }: Picture): GreyPicture {
  const values = Float32Array.from({ length: width * height }, (_, pixel) => {
    const at = pixel * 3
    return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
  })
  return { width, height, values }
}

/** Mean of each pixel and its neighbours. */
function blurred({ width, height, values }: GreyPicture): GreyPicture {
  const out = new Float32Array(values.length)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [sum, count] = [0, 0]
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
          sum += values[row * width + column]!
          count += 1
        }
      }
      out[y * width + x] = sum / count
    }
  }
  return { width, height, values: out }
}

/** Difference from the paper, which is a plane through the frame, so that light may be uneven. */
function inkOf({ width, height, values }: GreyPicture): GreyPicture {
  const at = (x: number, y: number) => values[y * width + x]!
  const line = (length: number, value: (place: number) => number) =>
    median(Array.from({ length }, (_, place) => value(place)))
  const left = line(height, (y) => at(0, y))
  const right = line(height, (y) => at(width - 1, y))
  const top = line(width, (x) => at(x, 0))
  const bottom = line(width, (x) => at(x, height - 1))
  const middle = (left + right + top + bottom) / 4
  const ink = values.map((value, pixel) => {
    const [x, y] = [(pixel % width) / width - 0.5, Math.floor(pixel / width) / height - 0.5]
    return Math.abs(value - middle - (right - left) * x - (bottom - top) * y)
  })
  // What is as weak as half of the pixels is noise.
  const noise = median([...ink].filter((_, pixel) => pixel % 7 === 0))
  return { width, height, values: ink.map((value) => Math.max(0, value - 2 * noise)) }
}

/** Mean ink of each row, along lines of a slope. */
function rowsOf({ width, height, values }: GreyPicture, slope: number): Float64Array {
  const rows = new Float64Array(height)
  for (let x = 0; x < width; x += 1) {
    const shift = Math.round((x - width / 2) * slope)
    for (let y = 0; y < height; y += 1) {
      const from = y + shift
      if (from >= 0 && from < height) rows[y]! += values[from * width + x]! / width
    }
  }
  return rows
}

/** Mean ink of each column between two rows. */
function columnsOf(
  { width, height, values }: GreyPicture,
  slope: number,
  rows: readonly [number, number],
): Float64Array {
  return Float64Array.from({ length: width }, (_, x) => {
    const shift = Math.round((x - width / 2) * slope)
    let sum = 0
    for (let y = Math.max(0, rows[0] + shift); y < Math.min(height, rows[1] + shift); y += 1)
      sum += values[y * width + x]!
    return sum / (rows[1] - rows[0])
  })
}

/** Sum of squares: rows of text stand out most when they are level. */
const contrast = (rows: Float64Array): number => rows.reduce((sum, row) => sum + row * row, 0)

/** First and last place with a share of the strongest. */
function extent(strengths: Float64Array, share: number): readonly [number, number] | null {
  const strongest = Math.max(...strengths)
  const isText = (strength: number) => strength > share * strongest
  const [first, last] = [strengths.findIndex(isText), strengths.findLastIndex(isText)]
  return first < 0 || last - first < 2 ? null : [first, last + 1]
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
