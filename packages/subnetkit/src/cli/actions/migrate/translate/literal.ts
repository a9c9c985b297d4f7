import { type PythonExpression, plainName } from '../python/expression.js'
import type { LiteralValue } from '../python/literal.js'
import type { Fork } from '../read/fork.js'

/** The value of a literal, of a constant of the fork, of an Enum's member or of an empty collection; undefined for others. */
export function literalOf(
  fork: Pick<Fork, 'findClass' | 'findValue'>,
  expression: PythonExpression,
  from: string,
  depth = 0,
): LiteralValue | undefined {
  const read = (one: PythonExpression) => literalOf(fork, one, from, depth + 1)
  // A constant may name another one, or itself.
  if (depth > 20) return undefined
  switch (expression.kind) {
    case 'value':
      return expression.value
    case 'list':
    case 'tuple':
    case 'set': {
      const items = expression.items.map(read)
      return items.includes(undefined) ? undefined : (items as LiteralValue[])
    }
    case 'dict': {
      const entries = expression.entries.map(([key, value]) => [read(key), read(value)] as const)
      const isText = (key: unknown) => typeof key === 'string' && key !== '__proto__'
      if (entries.some(([key, value]) => !isText(key) || value === undefined)) return undefined
      return Object.fromEntries(entries as [string, LiteralValue][])
    }
    case 'call': {
      const { callee, args, named } = expression
      if (args.length + named.size > 0) return undefined
      return emptyOf(plainName(callee))
    }
    case 'name': {
      const dot = expression.name.lastIndexOf('.')
      const member =
        dot === -1
          ? undefined
          : fork.findClass(expression.name.slice(0, dot), from)?.values.get(expression.name.slice(dot + 1))
      if (member !== undefined) return read(member)
      const value = fork.findValue(expression.name, from)
      return value ? read(value) : undefined
    }
    default:
      return undefined
  }
}

/** Value of a factory without arguments. */
export function emptyOf(factory: string | null): LiteralValue | undefined {
  const values = new Map<string | null, LiteralValue>(
    Object.entries({
      list: [],
      set: [],
      tuple: [],
      dict: {},
      str: '',
      int: 0,
      float: 0,
      bool: false,
    }),
  )
  return values.get(factory)
}
