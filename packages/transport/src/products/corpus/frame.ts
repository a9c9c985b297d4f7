import { encodePrefix, prefixBytes } from '../../body/frame.js'
import type { Json } from '../schema-node.js'

/** Bytes of a message with binary values: its JSON, which may be broken, and its parts. */
export function frame(json: string, parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.from(json, 'utf8')
  const prefix = encodePrefix(
    head.length,
    parts.map(({ length }) => length),
  )
  return Buffer.concat([prefix, head, ...parts])
}

/** The parts of a sample: all different, and short. */
export const samplePartsOf = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, index) => new Uint8Array(index + 1).fill(index))

/** Number of references to parts in a value. */
export function countParts(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Object.hasOwn(value, '$part')) return 1
  return Object.values(value).reduce((sum: number, part: Json) => sum + countParts(part), 0)
}

/** A value whose references to parts count up from 0. */
export function numberParts(value: Json): Json {
  let next = 0
  const walk = (node: Json): Json => {
    if (typeof node !== 'object' || node === null) return node
    if (Object.hasOwn(node, '$part')) return { $part: next++ }
    if (Array.isArray(node)) return node.map(walk)
    return Object.fromEntries(Object.entries(node).map(([name, part]) => [name, walk(part)]))
  }
  return walk(value)
}

/** The value with its parts in their places; null if they do not belong to each other. */
export function placeParts(value: unknown, parts: readonly Uint8Array[]): { readonly value: unknown } | null {
  const used = new Set<number>()
  let isRight = true
  const walk = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map(walk)
    if (!Object.hasOwn(node, '$part'))
      return Object.fromEntries(Object.entries(node).map(([name, field]) => [name, walk(field)]))
    const { $part: index } = node as { readonly $part: unknown }
    if (Object.keys(node).length > 1 || typeof index !== 'number' || !(index in parts) || used.has(index)) {
      isRight = false
      return null
    }
    used.add(index)
    return parts[index]
  }
  const placed = walk(value)
  return isRight && used.size === parts.length ? { value: placed } : null
}

/** Frames that do not hold together, made from a valid one. */
export const brokenFrames = (valid: Buffer): readonly (readonly [change: string, frame: Buffer])[] => [
  ['JSON without a frame', valid.subarray(prefixBytes)],
  ['an empty message', Buffer.alloc(0)],
  ['cut short', valid.subarray(0, -1)],
  ['cut in its head', valid.subarray(0, 10)],
  ['a byte after its end', Buffer.concat([valid, Buffer.alloc(1)])],
  ['another mark', Buffer.concat([Buffer.from('snk2'), valid.subarray(4)])],
  ['more parts than there are', withNumber(valid, 8, valid.readUInt32BE(8) + 1)],
  ['a longer head', withNumber(valid, 4, valid.readUInt32BE(4) + 1)],
]

function withNumber(valid: Buffer, at: number, number: number): Buffer {
  const copy = Buffer.from(valid)
  copy.writeUInt32BE(number, at)
  return copy
}
