import { describe, expect, it } from 'vitest'
import { chunksRefused, createChunkList } from './chunk-list.js'

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))

describe('chunks of a body', () => {
  it.each([1, 7, 4_096, 4_097, 100_000])('of %i bytes give the same bytes', (size) => {
    const list = createChunkList()
    for (let at = 0; at < bytes.length; at += size) list.push(bytes.subarray(at, at + size))
    expect(list.length).toBe(bytes.length)
    expect(list.takeAll().equals(bytes)).toBe(true)
    expect([list.length, list.takeAll().length]).toEqual([0, 0])
  })

  it('of mixed sizes keep their order, and what was taken stays as it is', () => {
    const list = createChunkList()
    const sizes = [10, 10, 5_000, 10, 4_000, 4_000, 4_000, 4_000, 10, 20_000, 10]
    let at = 0
    const pushAll = () => {
      for (const size of sizes) {
        list.push(bytes.subarray(at, at + size))
        at += size
      }
    }
    pushAll()
    const first = list.take()
    const length = at
    pushAll()
    expect(Buffer.concat([...first, ...list.take()]).equals(bytes.subarray(0, 2 * length))).toBe(true)
  })

  it('defect: of one byte each are kept in few buffers', () => {
    const list = createChunkList()
    for (let at = 0; at < bytes.length; at++) list.push(bytes.subarray(at, at + 1))
    expect(list.take().length).toBeLessThan(10)
  })

  it.each([
    [1_000, 1_000, false],
    [1_001, 1_001, true],
    [2_000, 127_999, true],
    [2_000, 128_000, false],
  ])('%i with %i bytes together are refused: %s', (count, size, isRefused) => {
    expect(chunksRefused(count, size) !== null).toBe(isRefused)
  })
})
