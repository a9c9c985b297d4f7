/** Values that the writer knows how to store. */
type WritableValue = string | number | boolean | readonly string[] | readonly number[]

/** A tensor with its bytes as they go into the file. */
export interface WritableTensor {
  readonly name: string
  /** 0 for F32, 1 for F16, 8 for Q8_0. */
  readonly type: number
  /** Fastest-running dimension first. */
  readonly dimensions: readonly number[]
  readonly data: Uint8Array
}

/** Writes a small GGUF v3 file, for tests. Whole numbers are stored as u32, others as f32. */
export function writeGguf(
  metadata: Readonly<Record<string, WritableValue>>,
  tensors: readonly WritableTensor[],
): Buffer {
  const entries = Object.entries(metadata)
  const head = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length)]
  for (const [key, value] of entries) head.push(text(key), packed(value))
  let offset = 0
  const data: Buffer[] = []
  for (const tensor of tensors) {
    head.push(text(tensor.name), u32(tensor.dimensions.length), ...tensor.dimensions.map(u64))
    head.push(u32(tensor.type), u64(offset))
    const bytes = padded(Buffer.from(tensor.data))
    data.push(bytes)
    offset += bytes.length
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...data])
}

function packed(value: WritableValue): Buffer {
  if (typeof value === 'string') return Buffer.concat([u32(8), text(value)])
  if (typeof value === 'boolean') return Buffer.concat([u32(7), Buffer.from([Number(value)])])
  if (typeof value === 'number') {
    return Number.isInteger(value) ? Buffer.concat([u32(4), u32(value)]) : Buffer.concat([u32(6), f32(value)])
  }
  const items = value.map((item) => (typeof item === 'string' ? text(item) : u32(item)))
  return Buffer.concat([u32(9), u32(typeof value[0] === 'string' ? 8 : 4), u64(items.length), ...items])
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([u64(bytes.length), bytes])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}
