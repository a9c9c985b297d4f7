import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { encode } from 'fast-png'
import { describe, expect, test } from 'vitest'
import { decodePng } from './decode-png.js'
import { encodePng } from './encode-png.js'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

function header(width: number, height: number, [depth, colour, interlaced = 0]: readonly number[]): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([depth ?? 8, colour ?? 2, 0, 0, interlaced], 8)
  return chunk('IHDR', data)
}

/** PNG file of the given chunks; its rows stand behind the number of their filter. */
function png(head: Buffer, rows: Uint8Array, ...before: Buffer[]): Buffer {
  return Buffer.concat([
    signature,
    head,
    ...before,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const codeOf = (bytes: Uint8Array, options = {}) => {
  try {
    decodePng(bytes, options)
    return 'decoded'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('decodePng', () => {
  test('returns what encodePng was given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        (width, height, salt) => {
          const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 37 + salt) % 256)
          expect(decodePng(encodePng({ width, height, data }))).toEqual({ width, height, data })
        },
      ),
      { numRuns: 30 },
    )
  })

  test.each([
    ['1 bit, grey', png(header(2, 1, [1, 0]), Buffer.from([0, 0b0100_0000])), [0, 0, 0, 255, 255, 255]],
    ['4 bits, grey', png(header(2, 1, [4, 0]), Buffer.from([0, 0x5f])), [85, 85, 85, 255, 255, 255]],
    ['16 bits, grey', png(header(1, 1, [16, 0]), Buffer.from([0, 0x80, 0x80])), [128, 128, 128]],
    [
      'grey with alpha',
      png(header(2, 1, [8, 4]), Buffer.from([0, 10, 255, 10, 0])),
      [10, 10, 10, 255, 255, 255],
    ],
    [
      'alpha',
      png(header(2, 1, [8, 6]), Buffer.from([0, 9, 8, 7, 255, 0, 0, 0, 51])),
      [9, 8, 7, 204, 204, 204],
    ],
    [
      'a palette with alpha',
      png(
        header(2, 1, [2, 3]),
        Buffer.from([0, 0b0001_0000]),
        chunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6])),
        chunk('tRNS', Buffer.from([0])),
      ),
      [255, 255, 255, 4, 5, 6],
    ],
    [
      'a transparent colour',
      png(
        header(3, 1, [8, 2]),
        Buffer.from([0, 1, 2, 3, 4, 5, 6, 1, 2, 4]),
        chunk('tRNS', Buffer.from([0, 1, 0, 2, 0, 3])),
      ),
      [255, 255, 255, 4, 5, 6, 1, 2, 4],
    ],
    [
      'filters',
      png(header(2, 2, [8, 0]), Buffer.from([1, 10, 5, 2, 1, 1])),
      [10, 10, 10, 15, 15, 15, 11, 11, 11, 16, 16, 16],
    ],
    [
      'texts and profiles that are never unpacked',
      png(
        header(1, 1, [8, 0]),
        Buffer.from([0, 7]),
        chunk('iCCP', Buffer.from('x\0\0no profile')),
        chunk('tEXt', Buffer.from('no keyword')),
      ),
      [7, 7, 7],
    ],
  ])('reads %s', (_, bytes, pixels) => {
    expect([...decodePng(bytes).data]).toEqual(pixels)
  })

  test('reads interlaced pictures', () => {
    const data = Uint8Array.from({ length: 11 * 9 * 3 }, (_, at) => (at * 7) % 256)
    const bytes = encode({ width: 11, height: 9, data, channels: 3 }, { interlace: 'Adam7' })
    expect(decodePng(bytes)).toEqual({ width: 11, height: 9, data })
  })

  const grey = encodePng({ width: 4, height: 4, data: new Uint8Array(48) })

  test.each([
    ['nothing', new Uint8Array(0)],
    ['JPEG', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['half a file', grey.subarray(0, grey.length / 2)],
    ['a file without its end', grey.subarray(0, -12)],
    ['a changed byte', Uint8Array.from(grey, (byte, at) => (at === 45 ? byte ^ 1 : byte))],
    ['no pixels', png(header(0, 4, [8, 0]), Buffer.alloc(4))],
    ['a depth that does not exist', png(header(1, 1, [3, 0]), Buffer.alloc(2))],
    ['too few rows', png(header(4, 4, [8, 0]), Buffer.alloc(5))],
    ['more rows than it says', png(header(4, 4, [8, 0]), Buffer.alloc(21))],
    ['a filter that does not exist', png(header(1, 1, [8, 0]), Buffer.from([9, 0]))],
    ['no palette', png(header(1, 1, [8, 3]), Buffer.alloc(2))],
    [
      'a colour outside of its palette',
      png(header(1, 1, [8, 3]), Buffer.from([0, 9]), chunk('PLTE', Buffer.alloc(3))),
    ],
    [
      'a palette of 400 colours',
      png(header(1, 1, [8, 3]), Buffer.alloc(2), chunk('PLTE', Buffer.alloc(1_200))),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(codeOf(bytes)).toBe('PICTURE_INVALID')
  })

  test('refuses pictures that unpack to more than their size or the limits', () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000))
    const file = (head: Buffer) =>
      Buffer.concat([signature, head, chunk('IDAT', bomb), chunk('IEND', Buffer.alloc(0))])
    expect(codeOf(file(header(32, 32, [8, 2])))).toBe('PICTURE_INVALID')
    expect(codeOf(file(header(60_000, 60_000, [8, 2])))).toBe('PICTURE_TOO_LARGE')
    expect(codeOf(file(header(0xffff_ffff, 0xffff_ffff, [8, 2])))).toBe('PICTURE_TOO_LARGE')
    expect(codeOf(grey, { maxBytes: grey.length - 1 })).toBe('PICTURE_TOO_LARGE')
    expect(codeOf(grey, { maxPixels: 15 })).toBe('PICTURE_TOO_LARGE')
  })

  test('refuses changed files by code, never otherwise', () => {
    const bytes = encodePng({ width: 6, height: 5, data: Uint8Array.from({ length: 90 }, (_, at) => at) })
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ change : byte))
        expect(['PICTURE_INVALID', 'PICTURE_TOO_LARGE']).toContain(codeOf(changed))
      }),
      { numRuns: 100 },
    )
  })
})
