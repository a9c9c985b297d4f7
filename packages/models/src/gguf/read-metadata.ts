import type { ByteReader } from './byte-reader.js'
import { invalidModel } from './invalid-model.js'
import { GgufMetadata, type GgufScalar, type GgufValue } from './metadata.js'

interface ScalarType {
  /** Fewest bytes that one value takes. */
  readonly minBytes: number
  readonly read: (reader: ByteReader) => GgufScalar
}

/** Value types by their number in the file. */
const scalarTypes: Readonly<Record<number, ScalarType>> = {
  0: { minBytes: 1, read: (reader) => reader.u8() },
  1: { minBytes: 1, read: (reader) => reader.i8() },
  2: { minBytes: 2, read: (reader) => reader.u16() },
  3: { minBytes: 2, read: (reader) => reader.i16() },
  4: { minBytes: 4, read: (reader) => reader.u32() },
  5: { minBytes: 4, read: (reader) => reader.i32() },
  6: { minBytes: 4, read: (reader) => reader.f32() },
  7: { minBytes: 1, read: (reader) => reader.boolean() },
  8: { minBytes: 8, read: (reader) => reader.string() },
  10: { minBytes: 8, read: (reader) => reader.u64() },
  11: { minBytes: 8, read: (reader) => reader.i64() },
  12: { minBytes: 8, read: (reader) => reader.f64() },
}
const arrayType = 9

/** Reads `count` key-value pairs. Lists of lists are refused: no model that this runner reads has them. */
export function readMetadata(reader: ByteReader, count: number): GgufMetadata {
  const values = new Map<string, GgufValue>()
  for (let index = 0; index < count; index++) {
    const key = reader.string()
    if (values.has(key)) throw invalidModel(`metadata key ${key} occurs twice`)
    const code = reader.u32()
    values.set(key, code === arrayType ? readList(reader, key) : scalarType(code, key).read(reader))
  }
  return new GgufMetadata(values)
}

function readList(reader: ByteReader, key: string): readonly GgufScalar[] {
  const type = scalarType(reader.u32(), key)
  const length = reader.length(key, type.minBytes)
  return Array.from({ length }, () => type.read(reader))
}

function scalarType(code: number, key: string): ScalarType {
  const type = scalarTypes[code]
  if (type === undefined) throw invalidModel(`metadata key ${key} has the unknown value type ${code}`)
  return type
}
