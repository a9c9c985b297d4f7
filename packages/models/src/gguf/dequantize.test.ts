import { describe, expect, test } from 'vitest'
import { dequantize, halfToNumber } from './dequantize.js'
import { parseGguf } from './parse.js'
import { writeGguf } from './testing/write-gguf.js'

describe('halfToNumber', () => {
  test.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3c00, 1],
    [0x3555, 0.333251953125],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('%i', (bits, value) => {
    expect(halfToNumber(bits)).toBe(value)
  })
})

describe('dequantize', () => {
  test('Q8_0: each block of 32 has its own scale', () => {
    const data = Buffer.alloc(68)
    data.writeUInt16LE(0x3800, 0) // 0.5
    data.writeUInt16LE(0x4000, 34) // 2
    for (let i = 0; i < 32; i++) {
      data.writeInt8(i - 16, 2 + i)
      data.writeInt8(-i, 36 + i)
    }
    const file = parseGguf(writeGguf({}, [{ name: 't', type: 8, dimensions: [32, 2], data }]))
    const values = dequantize(file.tensors.get('t')!)
    expect([...values.subarray(0, 3)]).toEqual([-8, -7.5, -7])
    expect([...values.subarray(61)]).toEqual([-58, -60, -62])
  })

  test('Q8_0 that does not fill its blocks is refused', () => {
    const tensor = { name: 't', type: 8, dimensions: [33], data: new Uint8Array(68) }
    expect(() => parseGguf(writeGguf({}, [tensor]))).toThrow(/lies beyond the end/)
  })

  test('F16 and F32', () => {
    const half = { name: 'h', type: 1, dimensions: [2], data: Uint8Array.of(0x00, 0x3c, 0x00, 0xc0) }
    const single = { name: 's', type: 0, dimensions: [1], data: new Uint8Array(Float32Array.of(0.1).buffer) }
    const { tensors } = parseGguf(writeGguf({}, [half, single]))
    expect([...dequantize(tensors.get('h')!)]).toEqual([1, -2])
    expect([...dequantize(tensors.get('s')!)]).toEqual([Math.fround(0.1)])
  })
})
