import type { JsonSchema } from '../wire-schema.js'

/** Text that is Python source already. */
export class Source {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Columns up to which a value stays on one line. */
const width = 110

/** Python source of a value of JSON, wrapped where it is long. */
export function literal(value: unknown, indent = 0): string {
  const flat = flatLiteral(value)
  if (flat.length + indent <= width || typeof value !== 'object' || value === null || value instanceof Source)
    return flat
  const inner = ' '.repeat(indent + 4)
  const lines = Array.isArray(value)
    ? value.map((item) => literal(item, indent + 4))
    : Object.entries(value).map(([key, item]) => `${text(key)}: ${literal(item, indent + 4)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${' '.repeat(indent)}${close}`
}

function flatLiteral(value: unknown): string {
  if (value instanceof Source) return value.text
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value)
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(', ')}]`
  const entries = Object.entries(value as JsonSchema)
  return `{${entries.map(([key, item]) => `${text(key)}: ${flatLiteral(item)}`).join(', ')}}`
}

/** A Python string, in ASCII. */
export const text = (value: string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Text within a docstring or a comment, on one line and in ASCII. */
export const inDocstring = (value: string): string => text(value).slice(1, -1).replaceAll('\\"', '\\x22')

/** Keywords and soft keywords that cannot be names. */
const reserved = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield admit`.split(/\s+/),
)

/** True for a text that can be the name of a field in a class. */
export const isName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name) && !reserved.has(name)

/** The name of a method for a synapse. */
export function methodName(synapse: string): string {
  const name = synapse.replace(/[-.]/g, '_')
  return reserved.has(name) ? `${name}_` : name
}
