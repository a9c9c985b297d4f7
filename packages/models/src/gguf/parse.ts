import { ByteReader } from './byte-reader.js'
import { invalidModel } from './invalid-model.js'
import type { GgufMetadata } from './metadata.js'
import { readMetadata } from './read-metadata.js'
import { type TensorType, tensorBytes, tensorType } from './tensor-type.js'

/** One tensor of a file, not yet decoded. */
export interface GgufTensor {
  readonly name: string
  readonly type: TensorType
  /** Sizes as the format has them: the fastest-running dimension (a matrix's columns) first. */
  readonly dimensions: readonly number[]
  readonly elements: number
  /** The tensor's part of the file; a view, not a copy. */
  readonly data: Uint8Array
}

/** A parsed model file. */
export interface GgufFile {
  readonly metadata: GgufMetadata
  readonly tensors: ReadonlyMap<string, GgufTensor>
}

const magic = 0x4655_4747 // 'GGUF', little-endian
const maxDimensions = 4

/**
 * Reads the header, the metadata and the tensor table of a GGUF v3 file.
 * Every count and offset is checked against the size of the file. Throws MODEL_INVALID.
 */
export function parseGguf(bytes: Uint8Array): GgufFile {
  const reader = new ByteReader(bytes)
  if (reader.u32() !== magic) throw invalidModel('it does not start with GGUF')
  const version = reader.u32()
  if (version !== 3) throw invalidModel(`it is GGUF version ${version}, not 3`)
  // A tensor entry takes at least 24 bytes, a metadata entry at least 13.
  const tensorCount = reader.length('the tensor table', 24)
  const metadata = readMetadata(reader, reader.length('the metadata', 13))
  const infos = Array.from({ length: tensorCount }, () => readTensorInfo(reader))
  const alignment = metadata.integer('general.alignment', 32)
  if (alignment < 1 || alignment > 65_536) throw invalidModel(`general.alignment is ${alignment}`)
  const dataStart = Math.ceil(reader.offset / alignment) * alignment
  const tensors = new Map<string, GgufTensor>()
  for (const { offset, ...info } of infos) {
    if (tensors.has(info.name)) throw invalidModel(`tensor ${info.name} occurs twice`)
    const size = tensorBytes(info.type, info.elements)
    const start = dataStart + offset
    if (start + size > bytes.length) throw invalidModel(`tensor ${info.name} lies beyond the end of the file`)
    tensors.set(info.name, { ...info, data: bytes.subarray(start, start + size) })
  }
  return { metadata, tensors }
}

function readTensorInfo(reader: ByteReader) {
  const name = reader.string()
  const rank = reader.u32()
  if (rank < 1 || rank > maxDimensions) throw invalidModel(`tensor ${name} has ${rank} dimensions`)
  const dimensions = Array.from({ length: rank }, () => Number(reader.u64()))
  const elements = dimensions.reduce((product, size) => product * size, 1)
  if (!Number.isSafeInteger(elements) || elements < 1) {
    throw invalidModel(`tensor ${name} has the shape ${dimensions.join(' x ')}`)
  }
  const type = tensorType(reader.u32(), name)
  const offset = Number(reader.u64())
  return { name, type, dimensions, elements, offset }
}
