import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { reasonOf } from '@subnetkit/base'
import { visionError } from '../errors.js'

/** Bounds of a PNG file that somebody else has made. */
export interface PngLimits {
  readonly maxBytes: number
  readonly maxPixels: number
}

interface Header {
  readonly width: number
  readonly height: number
  /** Bits of a channel. */
  readonly depth: number
  readonly colour: number
  readonly interlaced: boolean
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

/** Channels of each colour type. */
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Depths of each colour type. */
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

/**
 * Rewrites a hostile PNG file as one that is safe to decode: its size is known before anything is unpacked, no more than
 * that is unpacked, and chunks that do not change the pixels are gone, compressed profiles and texts among them.
 * Throws PICTURE_INVALID and PICTURE_TOO_LARGE.
 */
export function rewritePng(bytes: Uint8Array, limits: PngLimits): Uint8Array {
  if (bytes.length > limits.maxBytes) throw tooLarge(`${bytes.length} bytes`, limits)
  const chunks = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const first = chunks[0]
  if (first?.type !== 'IHDR') throw invalid('it does not begin with a header')
  const header = readHeader(first.data)
  if (header.width * header.height > limits.maxPixels) {
    throw tooLarge(`${header.width} × ${header.height} pixels`, limits)
  }
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  const pixels = unpack(Buffer.concat(packed), packedSize(header))
  const kept = chunks.filter(({ type }) => colourChunks[header.colour]?.includes(type))
  checkColours(kept, header)
  return Buffer.concat([
    signature,
    writeChunk('IHDR', first.data),
    ...kept.map(({ type, data }) => writeChunk(type, data)),
    writeChunk('IDAT', deflateSync(pixels, { level: 0 })),
    writeChunk('IEND', Buffer.alloc(0)),
  ])
}

/** Chunks that change the colour of pixels, by colour type. */
const colourChunks: Readonly<Record<number, readonly string[]>> = {
  0: ['tRNS'],
  2: ['tRNS'],
  3: ['PLTE', 'tRNS'],
}

const indexed = 3

function checkColours(chunks: readonly Chunk[], { colour }: Header): void {
  const sizes = (name: string) => chunks.filter(({ type }) => type === name).map(({ data }) => data.length)
  const [palettes, keys] = [sizes('PLTE'), sizes('tRNS')]
  if (palettes.length > 1 || keys.length > 1) throw invalid('it has two palettes')
  if ((palettes[0] ?? 0) > 768 || (keys[0] ?? 0) > 256) throw invalid('its palette is too long')
  if (colour === indexed && palettes.length === 0) throw invalid('its palette is missing')
}

interface Chunk {
  readonly type: string
  readonly data: Buffer
}

function readChunks(file: Buffer): Chunk[] {
  if (!file.subarray(0, signature.length).equals(signature)) {
    throw invalid(file.subarray(0, 3).equals(jpegStart) ? 'it is a JPEG file' : 'it is no PNG file')
  }
  const chunks: Chunk[] = []
  for (let at = signature.length; at + 12 <= file.length; ) {
    const end = at + 8 + file.readUInt32BE(at)
    if (end + 4 > file.length) break
    const type = file.toString('latin1', at + 4, at + 8)
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) {
      throw invalid('the checksum of a chunk is wrong')
    }
    if (type === 'IEND') return chunks
    chunks.push({ type, data: file.subarray(at + 8, end) })
    at = end + 4
  }
  throw invalid('its end is missing')
}

const jpegStart = Buffer.from('ffd8ff', 'hex')

function readHeader(data: Buffer): Header {
  if (data.length !== 13) throw invalid('its header has the wrong size')
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)]
  const [depth = 0, colour = 0, packing, filtering, interlacing = 0] = data.subarray(8)
  if (width === 0 || height === 0) throw invalid('it has no pixels')
  if (!depths[colour]?.includes(depth)) throw invalid(`colour type ${colour} with ${depth} bits is no PNG`)
  if (packing !== 0 || filtering !== 0 || interlacing > 1) throw invalid('its method is unknown')
  if (interlacing === 1 && depth < 8) throw invalid(`interlaced pictures of ${depth} bits are not supported`)
  return { width, height, depth, colour, interlaced: interlacing === 1 }
}

/** Bytes of the unpacked rows, each behind the number of its filter. */
function packedSize({ width, height, depth, colour, interlaced }: Header): number {
  const rows = (columns: number, lines: number) =>
    columns === 0 ? 0 : lines * (1 + Math.ceil((columns * depth * (channels[colour] ?? 0)) / 8))
  if (!interlaced) return rows(width, height)
  return passes
    .map(([x, y, everyX, everyY]) => rows(Math.ceil((width - x) / everyX), Math.ceil((height - y) / everyY)))
    .reduce((sum, size) => sum + Math.max(0, size), 0)
}

/** Passes of Adam7: first column and row, and the steps between them. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

function unpack(packed: Buffer, size: number): Buffer {
  const pixels = (() => {
    try {
      return inflateSync(packed, { maxOutputLength: size })
    } catch (cause) {
      throw invalid(`its pixels cannot be unpacked: ${reasonOf(cause)}`, cause)
    }
  })()
  if (pixels.length < size) throw invalid(`it has ${pixels.length} of ${size} bytes of pixels`)
  return pixels
}

function writeChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

export function invalid(detail: string, cause?: unknown) {
  return visionError('PICTURE_INVALID', { detail }, { cause })
}

function tooLarge(detail: string, { maxBytes, maxPixels }: PngLimits) {
  return visionError('PICTURE_TOO_LARGE', { detail, maxBytes, maxPixels })
}
