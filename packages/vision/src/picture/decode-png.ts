import { integer, optionsOf, parseOptions, reasonOf } from '@subnetkit/base'
import { type DecodedPng, decode } from 'fast-png'
import type { Picture } from './picture.js'
import { invalid, rewritePng } from './png-file.js'

export interface DecodePngOptions {
  /** Largest file, in bytes. @default 4_194_304 */
  readonly maxBytes?: number | undefined
  /** Most pixels, width × height. @default 1_048_576 */
  readonly maxPixels?: number | undefined
}

const decodePngOptions = optionsOf({
  maxBytes: integer(1).default(4_194_304),
  maxPixels: integer(1, 67_108_864).default(1_048_576),
})

/**
 * Reads a PNG file of any kind, also a hostile one: time and memory are bounded by the limits. Transparent pixels are laid
 * over white. Throws PICTURE_INVALID and PICTURE_TOO_LARGE.
 */
export function decodePng(bytes: Uint8Array, options: DecodePngOptions = {}): Picture {
  const safe = rewritePng(bytes, parseOptions(decodePngOptions, options, 'decodePng'))
  try {
    return toRgb(decode(safe))
  } catch (cause) {
    throw invalid(reasonOf(cause), cause)
  }
}

function toRgb(png: DecodedPng): Picture {
  const { width, height } = png
  const colourOf = colourReader(png)
  const most = png.palette ? 255 : 2 ** png.depth - 1
  const data = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [red, green, blue, alpha = most] = colourOf(pixel)
    const white = 255 * (1 - alpha / most)
    const scale = (255 * alpha) / (most * most)
    data[pixel * 3] = Math.round(red * scale + white)
    data[pixel * 3 + 1] = Math.round(green * scale + white)
    data[pixel * 3 + 2] = Math.round(blue * scale + white)
  }
  return { width, height, data }
}

/** Red, green, blue and alpha of a pixel, from 0 to the most that its bits can hold. */
type Colour = readonly [red: number, green: number, blue: number, alpha?: number | undefined]

function colourReader(png: DecodedPng): (pixel: number) => Colour {
  const { channels, palette, transparency } = png
  const samples = unpackSamples(png)
  const sample = (pixel: number, channel: number) => samples[pixel * channels + channel] ?? 0
  if (palette) {
    return (pixel) => {
      const colour = palette[sample(pixel, 0)]
      if (colour === undefined) throw new Error('a pixel is not in its palette')
      return colour as unknown as Colour
    }
  }
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  const isClear = (pixel: number) =>
    transparency !== undefined &&
    sample(pixel, 0) === transparency[0] &&
    sample(pixel, green) === transparency[green] &&
    sample(pixel, blue) === transparency[blue]
  return (pixel) => {
    const alpha = channels % 2 === 0 ? sample(pixel, channels - 1) : isClear(pixel) ? 0 : undefined
    return [sample(pixel, 0), sample(pixel, green), sample(pixel, blue), alpha]
  }
}

/** One number for each channel of each pixel; below 8 bits, several stand in one byte. */
function unpackSamples({ width, height, depth, data }: DecodedPng): ArrayLike<number> {
  if (depth >= 8) return data
  const samples = new Uint8Array(width * height)
  const line = Math.ceil((width * depth) / 8)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth
      const byte = data[y * line + (bit >> 3)] ?? 0
      samples[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
    }
  }
  return samples
}
