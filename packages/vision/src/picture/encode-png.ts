import { encode } from 'fast-png'
import type { Picture } from './picture.js'

/** PNG file of a picture. The same picture gives the same bytes everywhere, whatever zlib the machine has. */
export function encodePng({ width, height, data }: Picture): Uint8Array {
  return encode({ width, height, data, channels: 3, depth: 8 })
}
