import { channels, clamp, emptyRaster, type Raster } from './raster.js'
import type { Level, Photo } from './scene.js'

// Additions and multiplications in a fixed order: the same scene has the same pixels on every machine.

/** Standard deviation of the noise for each level, in grey levels. */
const noisePerLevel = 20

/** Takes a photograph of a picture: seen from an angle, out of focus, in uneven light. */
export function photograph(raster: Raster, photo: Photo): Raster {
  const out = blurred(warped(raster, photo.corners), photo.blur)
  shade(out, photo)
  return out
}

type Point = readonly [number, number]

const unitSquare: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]

/** The picture from an angle: each corner shows a place outside of it. */
function warped(raster: Raster, corners: Photo['corners']): Raster {
  const { width, height } = raster
  const out = emptyRaster(width, height)
  const shown = unitSquare.map(([x, y], at): Point => {
    const [alongX = 0, alongY = 0] = corners[at] ?? []
    return [x + (2 * x - 1) * alongX, y + (2 * y - 1) * alongY]
  })
  const plane = planeThrough(shown)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = plane(x / width, y / height)
      copySample(out.values, (y * width + x) * channels, raster, fromX * width, fromY * height)
    }
  }
  return out
}

/** The projective map that takes the corners of the unit square to four points. */
function planeThrough(points: readonly Point[]): (u: number, v: number) => Point {
  const [p0, p1, p2, p3] = points as readonly [Point, Point, Point, Point]
  const [dx1, dy1] = [p1[0] - p2[0], p1[1] - p2[1]]
  const [dx2, dy2] = [p3[0] - p2[0], p3[1] - p2[1]]
  const [sumX, sumY] = [p0[0] - p1[0] + p2[0] - p3[0], p0[1] - p1[1] + p2[1] - p3[1]]
  const area = dx1 * dy2 - dx2 * dy1
  const g = (sumX * dy2 - dx2 * sumY) / area
  const h = (dx1 * sumY - sumX * dy1) / area
  const [a, b, c] = [p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0], p0[0]]
  const [d, e, f] = [p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1], p0[1]]
  return (u, v) => {
    const depth = g * u + h * v + 1
    return [(a * u + b * v + c) / depth, (d * u + e * v + f) / depth]
  }
}

/** Copies the colour between four pixels; beyond the edge, that of the edge. */
function copySample(out: Float64Array, at: number, raster: Raster, x: number, y: number): void {
  const { width, height, values } = raster
  const left = clamp(Math.floor(x), 0, width - 1)
  const top = clamp(Math.floor(y), 0, height - 1)
  const right = left + 1 < width ? channels : 0
  const down = top + 1 < height ? width * channels : 0
  const [alongX, alongY] = [clamp(x - left, 0, 1), clamp(y - top, 0, 1)]
  for (let channel = 0; channel < channels; channel++) {
    const from = (top * width + left) * channels + channel
    const upper = values[from]! * (1 - alongX) + values[from + right]! * alongX
    const lower = values[from + down]! * (1 - alongX) + values[from + down + right]! * alongX
    out[at + channel] = upper * (1 - alongY) + lower * alongY
  }
}

/** Gaussian blur, first along the rows, then along the columns. */
function blurred(raster: Raster, deviation: number): Raster {
  const reach = Math.ceil(2.5 * deviation)
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * deviation ** 2)),
  )
  const total = kernel.reduce((sum, one) => sum + one, 0)
  const weights = kernel.map((one) => one / total)
  const { width, height } = raster
  return blurLines(blurLines(raster, weights, width, 1), weights, height, width)
}

/** Blurs along lines of so many pixels, `step` pixels apart. */
function blurLines(raster: Raster, weights: Float64Array, length: number, step: number): Raster {
  const { width, height, values } = raster
  const out = emptyRaster(width, height)
  const reach = (weights.length - 1) / 2
  for (let pixel = 0; pixel < width * height; pixel++) {
    const place = Math.floor(pixel / step) % length
    const at = pixel * channels
    let [red, green, blue] = [0, 0, 0]
    for (let offset = -reach; offset <= reach; offset++) {
      const from = at + (clamp(place + offset, 0, length - 1) - place) * step * channels
      const weight = weights[offset + reach]!
      red += weight * values[from]!
      green += weight * values[from + 1]!
      blue += weight * values[from + 2]!
    }
    out.values[at] = red
    out.values[at + 1] = green
    out.values[at + 2] = blue
  }
  return out
}

/** Light that falls off in one direction. */
function shade({ width, height, values }: Raster, { shade, shadeAngle }: Photo): void {
  const [alongX, alongY] = [Math.cos(shadeAngle), Math.sin(shadeAngle)]
  for (let at = 0; at < values.length; at++) {
    const pixel = Math.floor(at / channels)
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    const along = ((x / width - 0.5) * alongX + (y / height - 0.5) * alongY) / Math.SQRT2 + 0.5
    values[at]! *= 1 - shade * along
  }
}

/** Adds noise of all colours. Its numbers are nearly normal: the sum of four uniform ones. */
export function addNoise({ values }: Raster, level: Level, seed: number): void {
  if (level === 0) return
  const next = createUniform(seed)
  // The sum of four uniform numbers has the variance 4 / 12.
  const scale = noisePerLevel * level * Math.sqrt(3)
  for (let at = 0; at < values.length; at++) {
    values[at]! += (next() + next() + next() + next() - 2) * scale
  }
}

/** Uniform numbers in [0, 1): splitmix32. */
function createUniform(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e37_79b9) | 0
    let hash = state ^ (state >>> 16)
    hash = Math.imul(hash, 0x21f0_aaad)
    hash ^= hash >>> 15
    hash = Math.imul(hash, 0x735a_2d97)
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
  }
}
