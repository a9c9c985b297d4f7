import type { Picture } from '@subnetkit/vision'

/** A picture in work: red, green and blue of each pixel, row by row, 0 to 255 but not rounded. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly values: Float64Array
}

/** Channels of a {@link Raster}. */
export const channels = 3

export const emptyRaster = (width: number, height: number): Raster => ({
  width,
  height,
  values: new Float64Array(width * height * channels),
})

export const clamp = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value

/** The picture, with values rounded to bytes. */
export const toPicture = ({ width, height, values }: Raster): Picture => ({
  width,
  height,
  // Rounds and clamps.
  data: new Uint8Array(Uint8ClampedArray.from(values).buffer),
})
