import { expect, it } from 'vitest'
import { isBytes } from '../../subnet/encoding/byte-value.js'
import { KeptBytes, withKeptBytes } from './kept-bytes.js'

const sha256 = 'ab'.repeat(32)

it('makes binary values of what a receipt has of them, and of nothing else', async () => {
  const find = (hash: string) => (hash === sha256 ? Uint8Array.of(1, 2) : null)
  const value = {
    pictures: [{ png: { bytes: 2, sha256 }, seed: 4 }],
    other: { bytes: 2, sha256: 'x' },
    more: { bytes: 2, sha256, a: 1 },
  }
  const { pictures, other, more } = withKeptBytes(value, find) as typeof value
  expect([other, more]).toEqual([value.other, value.more])
  const [{ png, seed }] = pictures as unknown as [{ png: KeptBytes; seed: number }]
  expect(isBytes(png)).toBe(true)
  expect([seed, png.size, await png.sha256(), [...(await png.bytes())]]).toEqual([4, 2, sha256, [1, 2]])
})

it('a value whose bytes are gone keeps its size and hash', async () => {
  const gone = new KeptBytes(5, sha256, () => null)
  expect([gone.size, await gone.sha256()]).toEqual([5, sha256])
  await expect(gone.bytes()).rejects.toThrow()
})
