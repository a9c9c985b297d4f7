import type { GgufTensor } from './parse.js'
import { q8BlockBytes, q8BlockSize } from './tensor-type.js'

/** Decodes a tensor to single precision. At most four bytes are allocated for each byte of the file. */
export function dequantize(tensor: GgufTensor): Float32Array {
  const { data, elements } = tensor
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const out = new Float32Array(elements)
  if (tensor.type === 'F32') {
    for (let i = 0; i < elements; i++) out[i] = view.getFloat32(i * 4, true)
  } else if (tensor.type === 'F16') {
    for (let i = 0; i < elements; i++) out[i] = halfToNumber(view.getUint16(i * 2, true))
  } else {
    for (let i = 0; i < elements; i++) {
      const block = Math.floor(i / q8BlockSize) * q8BlockBytes
      out[i] = halfToNumber(view.getUint16(block, true)) * view.getInt8(block + 2 + (i % q8BlockSize))
    }
  }
  return out
}

/** IEEE 754 half precision. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}
