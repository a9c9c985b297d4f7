import { inspect, isDeepStrictEqual } from 'node:util'

/** A value as JSON has it: bigints as text, bytes by their size. */
interface JsonForm {
  /** Undefined for a value that JSON has no form for, such as one that holds itself. */
  readonly value: unknown
  /** True if reading the JSON gives the same value again. */
  readonly isExact: boolean
}

export function jsonForm(value: unknown): JsonForm {
  try {
    const text = JSON.stringify(value, (_, field: unknown) =>
      typeof field === 'bigint' ? String(field) : field,
    )
    const read: unknown = text === undefined ? undefined : JSON.parse(text)
    return { value: read, isExact: isDeepStrictEqual(read, value) }
  } catch {
    return { value: undefined, isExact: false }
  }
}

/** Longest text and list of a value that are shown in full. */
const [longestText, longestList] = [240, 12]

/** Shows a value over as many lines as it takes; what is long is cut, with the number of what is left out. */
export function showValue(
  value: unknown,
  { width, indent }: { readonly width: number; readonly indent: string },
) {
  const text = inspect(value, {
    depth: 6,
    maxStringLength: longestText,
    maxArrayLength: longestList,
    breakLength: Math.max(40, Math.min(width, 120) - indent.length),
  })
  return text.replaceAll('\n', `\n${indent}`)
}

/** Size of a value as JSON, such as `1.2 kB`; empty where JSON has no form for it. */
export function sizeOf(value: unknown): string {
  if (value === undefined) return ''
  const bytes = Buffer.byteLength(JSON.stringify(value))
  return bytes < 1_000 ? `${bytes} B` : `${(bytes / 1_000).toFixed(1)} kB`
}
