/** Media types of pictures that pages show. Others, such as SVG, could hold more than a picture. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif'

/** A picture by its first bytes. */
export interface SniffedPicture {
  readonly type: PictureType
  readonly width: number
  readonly height: number
}

/** Pixels of a picture: a small file may unpack to gigabytes in the browser. */
export const mostPixels = 16_000_000

/** Returns the type and size that the bytes of a picture state, or null for anything else. Nothing is decoded. */
export function sniffPicture(data: Uint8Array): SniffedPicture | null {
  const found = png(data) ?? gif(data) ?? webp(data) ?? jpeg(data)
  if (found === null) return null
  const { width, height } = found
  return width > 0 && height > 0 && width * height <= mostPixels ? found : null
}

const viewOf = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset, data.byteLength)

const startsWith = (data: Uint8Array, bytes: readonly number[], at = 0): boolean =>
  data.length >= at + bytes.length && bytes.every((byte, place) => data[at + place] === byte)

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

function png(data: Uint8Array): SniffedPicture | null {
  if (data.length < 24 || !startsWith(data, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a])) return null
  if (!startsWith(data, ascii('IHDR'), 12)) return null
  const view = viewOf(data)
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

function gif(data: Uint8Array): SniffedPicture | null {
  if (data.length < 10 || !(startsWith(data, ascii('GIF87a')) || startsWith(data, ascii('GIF89a'))))
    return null
  const view = viewOf(data)
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
}

function webp(data: Uint8Array): SniffedPicture | null {
  if (data.length < 30 || !startsWith(data, ascii('RIFF')) || !startsWith(data, ascii('WEBP'), 8)) return null
  const view = viewOf(data)
  const type = 'image/webp' as const
  if (startsWith(data, ascii('VP8X'), 12)) {
    const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
    return { type, width: 1 + three(24), height: 1 + three(27) }
  }
  if (startsWith(data, ascii('VP8L'), 12)) {
    const bits = view.getUint32(21, true)
    return { type, width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
  }
  if (!startsWith(data, ascii('VP8 '), 12)) return null
  return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

function jpeg(data: Uint8Array): SniffedPicture | null {
  if (!startsWith(data, [0xff, 0xd8, 0xff])) return null
  const view = viewOf(data)
  for (let at = 2; at + 9 <= data.length; ) {
    if (data[at] !== 0xff) return null
    const marker = data[at + 1]!
    // Frames are 0xc0 to 0xcf but for tables and arithmetic coding.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    const length = view.getUint16(at + 2)
    if (length < 2) return null
    at += 2 + length
  }
  return null
}
