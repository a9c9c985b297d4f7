import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { pngOf } from '../testing/png.js'
import { createPictureShelf, mostPictureBytes } from './picture-shelf.js'
import { sniffPicture } from './sniff-picture.js'

const hashOf = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

it('keeps the newest pictures that there is room for', () => {
  const [first, second, third] = [pngOf(1, 1), pngOf(2, 2), pngOf(3, 3)]
  const shelf = createPictureShelf(70)
  for (const data of [first, second, first, third]) shelf.keep(data)
  expect([second, first, third].map((data) => shelf.get(hashOf(data))?.width)).toEqual([undefined, 1, 3])
})

it('keeps nothing that is no picture, or is too large', () => {
  const shelf = createPictureShelf()
  const large = Buffer.concat([pngOf(9, 9), Buffer.alloc(mostPictureBytes)])
  for (const data of [Buffer.from('<svg/>'), Buffer.from('<html>'), large, new Uint8Array(0)]) {
    shelf.keep(data)
    expect(shelf.get(hashOf(data))).toBeNull()
  }
})

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

it.each([
  ['image/gif', hex('474946383961 0500 0700')],
  ['image/jpeg', hex('ffd8ffe0 0004 0000 ffc0 0011 08 0007 0005 03')],
  ['image/webp', hex(`52494646 00000000 57454250 56503858 0a000000 00000000 040000 060000`)],
  ['image/webp', hex(`52494646 00000000 57454250 5650384c 00000000 2f 04800100 0000000000`)],
  ['image/webp', hex(`52494646 00000000 57454250 56503820 00000000 000000 9d012a 0500 0700`)],
])('reads the size of %s without decoding it', (type, data) =>
  expect(sniffPicture(data)).toEqual({ type, width: 5, height: 7 }),
)

it('a picture of too many pixels, of none, or cut short is none', () => {
  for (const data of [pngOf(60_000, 60_000), pngOf(0, 5), pngOf(5, 5).subarray(0, 20), hex('ffd8ffe0ffff')])
    expect(sniffPicture(data)).toBeNull()
})
