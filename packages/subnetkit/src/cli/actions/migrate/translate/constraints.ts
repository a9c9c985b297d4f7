import type { PythonExpression } from '../python/expression.js'
import { plainName } from '../python/expression.js'
import { literalOf } from './literal.js'
import type { SchemaKind, TypeScope } from './type.js'

/** Calls of zod for the arguments of `Field`, and what has none. */
export interface Constraints {
  /** Such as `.min(0).max(1)`. */
  readonly code: string
  readonly gaps: readonly string[]
}

const numbers: Readonly<Record<string, string>> = {
  ge: 'min',
  gt: 'gt',
  le: 'max',
  lt: 'lt',
  multiple_of: 'multipleOf',
}
const lengths: Readonly<Record<string, string>> = {
  min_length: 'min',
  max_length: 'max',
  min_items: 'min',
  max_items: 'max',
}
/** Arguments that say nothing about the values on the wire. */
const silent: ReadonlySet<string> = new Set([
  ...[
    'default',
    'default_factory',
    'title',
    'description',
    'example',
    'examples',
    'allow_mutation',
    'frozen',
  ],
  ...[
    'repr',
    'strict',
    'json_schema_extra',
    'deprecated',
    'validate_default',
    'init',
    'kw_only',
    'env',
    'include',
  ],
  ...['discriminator', 'union_mode', 'coerce_numbers_to_str', 'strip_whitespace', 'hidden', 'optional'],
])

/** Translates the constraints among the arguments of `Field`, `constr` and their kind. */
export function constraintsOf(
  call: PythonExpression,
  kind: SchemaKind,
  { fork, from }: TypeScope,
): Constraints {
  if (call.kind !== 'call') return { code: '', gaps: [`the annotation ${call.source} has no counterpart`] }
  const name = plainName(call.callee) ?? ''
  if (!/^(Field|Query|Body|StringConstraints|con\w+)$/.test(name)) {
    return { code: '', gaps: [`the annotation ${call.source} has no counterpart`] }
  }
  const parts: string[] = []
  const gaps: string[] = []
  for (const [argument, expression] of call.named) {
    if (silent.has(argument)) continue
    const value = literalOf(fork, expression, from)
    const code = constraintOf(argument, value, kind)
    if (code === null) gaps.push(`${argument}=${expression.source} has no counterpart`)
    else parts.push(code)
  }
  return { code: parts.join(''), gaps }
}

function constraintOf(argument: string, value: unknown, kind: SchemaKind): string | null {
  const method = numbers[argument]
  if (method !== undefined) {
    return typeof value === 'number' && (kind === 'int' || kind === 'float') ? `.${method}(${value})` : null
  }
  const length = lengths[argument]
  if (length !== undefined) {
    return typeof value === 'number' && (kind === 'string' || kind === 'array')
      ? `.${length}(${value})`
      : null
  }
  if ((argument === 'regex' || argument === 'pattern') && typeof value === 'string' && kind === 'string') {
    return patternOf(value)
  }
  return null
}

/** A regular expression of Python, if JavaScript reads it the same way. */
function patternOf(pattern: string): string | null {
  const text = pattern.replaceAll('(?P<', '(?<')
  if (/\(\?[aiLmsux#(]|\(\?P[=>]|\\[AZ]/.test(text)) return null
  try {
    return `.regex(${new RegExp(text)})`
  } catch {
    return null
  }
}
