import { channels, type Raster } from './raster.js'

const side = 8
/** Waves of the discrete cosine transform that JPEG uses: the value of wave k at place x is at 8 k + x. */
const waves = Float64Array.from({ length: side * side }, (_, at) => {
  const [k, x] = [Math.floor(at / side), at % side]
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * k * Math.PI) / (2 * side))
})
const transposed = waves.map((_, at) => waves[(at % side) * side + Math.floor(at / side)]!)

/**
 * Applies lossy compression to a picture: blocks of 8 × 8 whose frequencies are rounded to multiples of `step`, high ones
 * more coarsely. JPEG does the same, but its encoders differ, and every validator has to get the same pixels.
 */
export function compress(raster: Raster, step: number): void {
  const { width, height } = raster
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      for (let channel = 0; channel < channels; channel++) roundBlock(raster, left, top, channel, step)
    }
  }
}

function roundBlock(raster: Raster, left: number, top: number, channel: number, step: number): void {
  const { width, height, values } = raster
  // At the right and the lower edge, the last pixels are repeated.
  const at = (x: number, y: number) =>
    (Math.min(top + y, height - 1) * width + Math.min(left + x, width - 1)) * channels + channel
  const block = Float64Array.from({ length: side * side }, (_, place) => {
    return values[at(place % side, Math.floor(place / side))]!
  })
  const frequencies = sandwich(waves, block, transposed)
  for (let place = 0; place < frequencies.length; place++) {
    const unit = step * (1 + ((place % side) + Math.floor(place / side)) / 2)
    frequencies[place] = Math.round(frequencies[place]! / unit) * unit
  }
  const rounded = sandwich(transposed, frequencies, waves)
  for (let y = 0; y < side && top + y < height; y++) {
    for (let x = 0; x < side && left + x < width; x++) values[at(x, y)] = rounded[y * side + x]!
  }
}

/** The product of three matrices. */
const sandwich = (one: Float64Array, two: Float64Array, three: Float64Array) =>
  product(product(one, two), three)

function product(one: Float64Array, other: Float64Array): Float64Array {
  const out = new Float64Array(side * side)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let sum = 0
      for (let at = 0; at < side; at++) sum += one[row * side + at]! * other[at * side + column]!
      out[row * side + column] = sum
    }
  }
  return out
}
