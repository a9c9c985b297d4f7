import { literalText } from '../format/literal.js'
import type { PythonExpression } from '../python/expression.js'
import { plainName } from '../python/expression.js'
import { literalOf } from './literal.js'
import { patternOf } from './pattern.js'
import type { SchemaKind, TypeScope } from './type.js'

/** Calls of zod for the arguments of `Field`, and what has none. */
export interface Constraints {
  /** Such as `.min(0).max(1)`. */
  readonly code: string
  readonly gaps: readonly string[]
}

const numbers = new Map(
  Object.entries({
    ge: 'min',
    gt: 'gt',
    le: 'max',
    lt: 'lt',
    multiple_of: 'multipleOf',
  }),
)
const lengths = new Map(
  Object.entries({
    min_length: 'min',
    max_length: 'max',
    min_items: 'min',
    max_items: 'max',
  }),
)
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
  // JSON has no other numbers.
  'allow_inf_nan',
])

/** Translates the constraints among the arguments of `Field`, `constr` and their kind. */
export function constraintsOf(
  call: PythonExpression,
  kind: SchemaKind,
  { fork, from }: TypeScope,
): Constraints {
  if (call.kind !== 'call') return { code: '', gaps: [`the annotation ${call.source} has no counterpart`] }
  const name = plainName(call.callee) ?? ''
  if (!/^([Ff]ield|Query|Body|StringConstraints|con\w+)$/.test(name)) {
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
  const method = numbers.get(argument)
  if (method !== undefined) {
    return typeof value === 'number' && (kind === 'int' || kind === 'float') ? `.${method}(${value})` : null
  }
  const length = lengths.get(argument)
  if (length !== undefined) {
    if (typeof value !== 'number') return null
    if (kind === 'record') {
      const sign = length === 'min' ? '>=' : '<='
      return `.refine((entries) => Object.keys(entries).length ${sign} ${value}, ${literalText(`at ${length === 'min' ? 'least' : 'most'} ${value} entries`)})`
    }
    return kind === 'string' || kind === 'array' ? `.${length}(${value})` : null
  }
  if (typeof value !== 'string' || kind !== 'string') return null
  // pydantic 1 looks at the start only, whatever the pattern says.
  if (argument === 'regex') return patternOf(/^\^[^|]*$/.test(value) ? value : `^(?:${value})`)
  return argument === 'pattern' ? patternOf(value) : null
}
