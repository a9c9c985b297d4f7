import { inspect } from 'node:util'
import { serialize } from 'node:v8'

/** Everything that code can get out of a value without calling it: every dump, and every byte array as hex. */
export function exposed(value: unknown): string {
  const parts: string[] = []
  visit(value, new Set(), parts)
  return parts.join('\n').toLowerCase()
}

function visit(value: unknown, seen: Set<unknown>, parts: string[]): void {
  if (typeof value === 'string') parts.push(value)
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return
  seen.add(value)
  parts.push(...dumps(value))
  if (ArrayBuffer.isView(value)) {
    parts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex'))
    return
  }
  for (const key of Reflect.ownKeys(value)) {
    parts.push(String(key))
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    visit(descriptor && 'value' in descriptor ? descriptor.value : read(value, key), seen, parts)
  }
}

function dumps(value: object): string[] {
  const ways: (() => unknown)[] = [
    () => inspect(value, { depth: 12, showHidden: true, getters: true, maxArrayLength: null }),
    () => JSON.stringify(value),
    () => JSON.stringify(value, Object.getOwnPropertyNames(value)),
    () => String(value),
    () => (value instanceof Error ? value.stack : ''),
    () => inspect(structuredClone(value), { depth: 12, showHidden: true, maxArrayLength: null }),
    () => serialize(value).toString('latin1'),
    () => Object.assign({}, value).toString(),
  ]
  return ways.map((way) => {
    try {
      return String(way())
    } catch (error) {
      // Dump failures are recorded too, since their message may reveal too much.
      return String(error)
    }
  })
}

function read(value: object, key: string | symbol): unknown {
  try {
    return Reflect.get(value, key)
  } catch (error) {
    return error
  }
}
