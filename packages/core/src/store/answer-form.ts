import { deserialize, serialize } from 'node:v8'
import { type Bytes, forEachBytes, isBytes } from '../subnet/encoding/byte-value.js'

/** Form in which the output of an answer is written down: JSON, or values of JavaScript that JSON does not have. */
export type AnswerForm = 'wire' | 'decoded'

/** Output as text, with its binary values beside it. */
export interface WrittenOutput {
  readonly form: AnswerForm
  readonly text: string
  readonly parts: readonly Bytes[]
}

type Path = readonly (string | number)[]

/** Content of the text: the value with null in place of binary values, and the paths of those. */
interface Written {
  readonly value: unknown
  readonly parts: readonly { readonly path: Path; readonly size: number }[]
}

/** Throws for a value that cannot be written down, such as one that is nested too deeply. */
export function writeForm(form: AnswerForm, value: unknown): WrittenOutput {
  const found: { readonly path: Path; readonly bytes: Bytes }[] = []
  const written: Written = {
    value: hasBytes(value) ? takeBytes(value, [], (bytes, path) => found.push({ path, bytes })) : value,
    parts: found.map(({ path, bytes }) => ({ path, size: bytes.size })),
  }
  const text = form === 'wire' ? JSON.stringify(written) : serialize(written).toString('base64')
  return { form, text, parts: found.map(({ bytes }) => bytes) }
}

/** Reads an output back; `partOf` returns its binary values. */
export function readForm(
  form: AnswerForm,
  text: string,
  partOf: (part: number, size: number) => Bytes,
): unknown {
  const root = (form === 'wire' ? JSON.parse(text) : deserialize(Buffer.from(text, 'base64'))) as Written
  for (const [part, { path, size }] of root.parts.entries()) {
    const places: Path = ['value', ...path]
    const holder = places.slice(0, -1).reduce<unknown>((value, key) => (value as never)[key], root)
    Object.assign(holder as object, { [places.at(-1)!]: partOf(part, size) })
  }
  return root.value
}

function hasBytes(value: unknown): boolean {
  let found = false
  forEachBytes(value, () => {
    found = true
  })
  return found
}

function takeBytes(value: unknown, path: Path, take: (bytes: Bytes, path: Path) => void): unknown {
  if (isBytes(value)) {
    take(value, path)
    return null
  }
  if (Array.isArray(value)) return value.map((item, index) => takeBytes(item, [...path, index], take))
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, takeBytes(field, [...path, key], take)]),
  )
}
