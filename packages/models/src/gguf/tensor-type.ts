import { invalidModel } from './invalid-model.js'

/** Storage format of a tensor's numbers. */
export type TensorType = 'F32' | 'F16' | 'Q8_0'

const types: Readonly<Record<number, TensorType>> = { 0: 'F32', 1: 'F16', 8: 'Q8_0' }

/** Numbers in one Q8_0 block: 32 signed bytes behind one half-precision scale. */
export const q8BlockSize = 32
/** Bytes of one Q8_0 block. */
export const q8BlockBytes = 2 + q8BlockSize

/** The storage type behind a number of the tensor table; throws MODEL_INVALID for one that cannot be read. */
export function tensorType(code: number, name: string): TensorType {
  const type = types[code]
  if (type === undefined) {
    throw invalidModel(
      `tensor ${name} is stored as type ${code}; supported are F32 (0), F16 (1) and Q8_0 (8)`,
    )
  }
  return type
}

/** Bytes that `elements` numbers take. Infinite where they do not fill whole blocks. */
export function tensorBytes(type: TensorType, elements: number): number {
  if (type === 'F32') return elements * 4
  if (type === 'F16') return elements * 2
  return elements % q8BlockSize === 0 ? (elements / q8BlockSize) * q8BlockBytes : Number.POSITIVE_INFINITY
}
