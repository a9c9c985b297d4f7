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
  for (let y = 0; y < side; y++) {
    const row = Math.min(top + y, height - 1) * width
    for (let x = 0; x < side; x++) {
      block[y * side + x] = values[(row + Math.min(left + x, width - 1)) * channels + channel]!
    }
  }
  multiply(waves, block, half)
  multiply(half, transposed, block)
  for (let place = 0; place < block.length; place++) {
    const unit = step * (1 + ((place % side) + Math.floor(place / side)) / 2)
    block[place] = Math.round(block[place]! / unit) * unit
  }
  multiply(transposed, block, half)
  multiply(half, waves, block)
  for (let y = 0; y < side && top + y < height; y++) {
    const row = (top + y) * width
    for (let x = 0; x < side && left + x < width; x++) {
      values[(row + left + x) * channels + channel] = block[y * side + x]!
    }
  }
}

/** A block in work; one for all, since a photograph has a thousand. */
const block = new Float64Array(side * side)
const half = new Float64Array(side * side)

/** Writes the product of two matrices into a third. */
function multiply(one: Float64Array, other: Float64Array, out: Float64Array): void {
  for (let row = 0; row < side * side; row += side) {
    for (let column = 0; column < side; column++) {
      let sum = 0
      for (let at = 0; at < side; at++) sum += one[row + at]! * other[at * side + column]!
      out[row + column] = sum
    }
  }
}
