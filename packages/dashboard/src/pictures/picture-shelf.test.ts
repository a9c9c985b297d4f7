import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pngOf } from '../testing/png.js'
import { createPictureShelf, mostPictureBytes, openPictureShelf } from './picture-shelf.js'
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

describe('with a folder', () => {
  let path = ''
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'pictures-')), 'of', 'the', 'dashboard')
  })
  afterEach(() => rm(join(path, '../../..'), { recursive: true, force: true }))

  it('pictures outlive the process, the newest that there is room for', async () => {
    const pictures = [pngOf(1, 1), pngOf(2, 2), pngOf(3, 3)]
    const first = await openPictureShelf(path, 70)
    for (const data of pictures) first.keep(data)
    await first.settled()
    expect(await readdir(path)).toHaveLength(2)
    const second = await openPictureShelf(path, 70)
    expect(pictures.map((data) => second.get(hashOf(data))?.width)).toEqual([undefined, 2, 3])
    const third = await openPictureShelf(path, 40)
    await third.settled()
    expect(await readdir(path)).toHaveLength(1)
  })

  it('a file that was changed, or is no picture, is gone, and others are left alone', async () => {
    const first = await openPictureShelf(path)
    first.keep(pngOf(1, 1))
    await first.settled()
    await writeFile(join(path, hashOf(pngOf(1, 1))), '<svg onload=alert(1)>')
    await writeFile(join(path, hashOf(Buffer.from('<svg/>'))), '<svg/>')
    await writeFile(join(path, 'notes.txt'), 'mine')
    const second = await openPictureShelf(path)
    expect(second.get(hashOf(pngOf(1, 1)))).toBeNull()
    await second.settled()
    expect(await readdir(path)).toEqual(['notes.txt'])
  })

  it('a folder that cannot be made costs nothing but the files', async () => {
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, 'a file')
    const shelf = await openPictureShelf(path)
    shelf.keep(pngOf(1, 1))
    await shelf.settled()
    expect(shelf.get(hashOf(pngOf(1, 1)))?.width).toBe(1)
  })
})
