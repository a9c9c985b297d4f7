import { literalText } from '../format/literal.js'
import { baseName, type PythonExpression, plainName } from '../python/expression.js'
import type { LiteralValue } from '../python/literal.js'
import type { PythonField } from '../python/module.js'
import { constraintsOf } from './constraints.js'
import { factoryOf } from './factories.js'
import { emptyOf, literalOf } from './literal.js'
import { schemaText, type TranslatedType, type TypeScope, translateType } from './type.js'

/** A field as a property of `z.object`. */
export interface TranslatedField {
  readonly name: string
  /** The schema. */
  readonly code: string
  /** Comment of the Python source; empty for none. */
  readonly comment: string
  readonly place: Pick<PythonField, 'path' | 'line' | 'source'>
  readonly isNullable: boolean
  readonly hasDefault: boolean
  /** The default, if it is a literal. */
  readonly literal: LiteralValue | undefined
  /** Why it is not the same; empty if it is. */
  readonly gaps: readonly string[]
  /** Sources of the validators of Python that are not run. */
  readonly validators: readonly string[]
}

/** Translates a field: type, constraints, default. */
export function translateField(field: PythonField, scope: TypeScope): TranslatedField {
  const type = translateType(field.type, scope)
  const call = fieldCall(field.value)
  const sources = [...type.annotations, ...(call ? [call] : [])]
  const constraints = sources.map((one) => constraintsOf(one, type.kind, scope))
  const given = defaultOf(call, field.value, type.annotations)
  const value = given === null ? null : readDefault(given, type, scope)
  const isNone = value?.literal === null
  // In pydantic 1 a default of None made the field Optional, whatever its type said.
  const isNullable = type.isNullable || isNone
  const core = `${type.code}${type.code === 'z.unknown()' ? '' : constraints.map(({ code }) => code).join('')}`
  const initial = value === null ? null : initialText(value, type)
  const fits = initial !== null
  const base = schemaText({ code: core, isNullable })
  const code = fits ? `${base}.default(${initial})` : base
  const description = call?.named.get('description')
  return {
    name: field.name,
    // Callers that leave it out may send None.
    code: value !== null && !fits ? `${core}.nullish()` : code,
    comment:
      field.comment ||
      (description?.kind === 'value' ? String(description.value ?? '').replace(/\s+/g, ' ') : ''),
    place: field,
    validators: [],
    isNullable,
    hasDefault: given !== null,
    literal: fits ? value?.literal : undefined,
    gaps: [
      ...(field.condition === null
        ? []
        : [`it is declared under a condition (line ${field.condition}): keep it if the condition holds`]),
      ...type.gaps,
      ...constraints.flatMap(({ gaps }) => gaps),
      ...(value === null || fits
        ? []
        : [
            `the default ${value.source} is ${value.problem ?? 'computed or of another type'}; the field is optional`,
          ]),
    ],
  }
}

/** `Field(…)` as the value of a field. */
function fieldCall(value: PythonExpression | null): Extract<PythonExpression, { kind: 'call' }> | null {
  return value?.kind === 'call' && ['Field', 'field'].includes(plainName(value.callee) ?? '') ? value : null
}

interface GivenDefault {
  readonly kind: 'value' | 'factory'
  readonly expression: PythonExpression
}

/** The default of a field: a value, the first argument of `Field`, `default=`, `default_factory=`; null if it is required. */
function defaultOf(
  call: ReturnType<typeof fieldCall>,
  value: PythonExpression | null,
  annotations: readonly PythonExpression[],
): GivenDefault | null {
  if (value !== null && call === null)
    return value.kind === 'ellipsis' ? null : { kind: 'value', expression: value }
  for (const one of [call, ...annotations]) {
    if (one?.kind !== 'call') continue
    const factory = one.named.get('default_factory')
    if (factory) return { kind: 'factory', expression: factory }
    const expression = one.named.get('default') ?? (one === call ? one.args[0] : undefined)
    if (expression && expression.kind !== 'ellipsis') return { kind: 'value', expression }
  }
  return null
}

interface ReadDefault {
  readonly literal: LiteralValue | undefined
  /** A function of TypeScript that makes it; null for none. */
  readonly factory: string | null
  /** True if the literal is the model that the type names. */
  readonly isModel: boolean
  readonly source: string
  /** Why the literal is not read, where that is known. */
  readonly problem?: string
}

function readDefault(
  { kind, expression }: GivenDefault,
  { code }: TranslatedType,
  scope: TypeScope,
): ReadDefault {
  const { fork, from, schemaOf } = scope
  const { source } = expression
  const isCalled = kind === 'factory' && expression.kind !== 'lambda'
  const body = expression.kind === 'lambda' ? expression.body : expression
  const name = baseName(isCalled ? body : emptyCallOf(body))
  const declared = name === null ? null : fork.findClass(name, from)
  if (declared !== null) {
    const schema = schemaOf(declared)
    const literal = schema?.constant === code ? schema.empty : undefined
    if (literal !== undefined) return { literal, factory: null, isModel: true, source }
  }
  const literal = isCalled ? emptyOf(plainName(body)) : literalOf(fork, body, from)
  const factory = kind === 'factory' ? factoryOf(isCalled ? `${source}()` : body.source, code) : null
  const problem = body.kind === 'other' && body.problem !== undefined ? { problem: body.problem } : {}
  return { literal, factory, isModel: false, source: kind === 'factory' ? `${source}()` : source, ...problem }
}

/** The callee of a call without arguments; any other expression as it is, unless it is a name. */
function emptyCallOf(expression: PythonExpression): PythonExpression {
  const isEmpty = expression.kind === 'call' && expression.args.length + expression.named.size === 0
  return isEmpty ? expression.callee : { kind: 'other', source: expression.source }
}

/** Text of the argument of `.default`; null if it is not known, or of another type. */
function initialText({ literal, factory, isModel }: ReadDefault, type: TranslatedType): string | null {
  if (factory !== null) return factory
  if (literal === undefined) return null
  return literal === null || isModel || isOfType(literal, type) ? literalText(literal) : null
}

function isOfType(value: LiteralValue, { kind, code, values }: TranslatedType): boolean {
  if (values !== null) return values.includes(value)
  if (kind === 'string') return typeof value === 'string'
  if (kind === 'int') return Number.isInteger(value)
  if (kind === 'float') return typeof value === 'number'
  if (kind === 'boolean') return typeof value === 'boolean'
  // A fixed number of items, or items of a type that is not looked into, may be others.
  if (kind === 'array')
    return Array.isArray(value) && (value.length === 0 ? !code.startsWith('z.tuple') : isPlain(code, value))
  if (kind === 'record') return typeof value === 'object' && value !== null && Object.keys(value).length === 0
  if (kind === 'any') return true
  if (code.startsWith('z.union(')) return typeof value === 'string' && code.includes('z.string()')
  return false
}

const plainTypes = new Map<string, (value: LiteralValue) => boolean>([
  ['z.string()', (value) => typeof value === 'string'],
  ['z.int()', (value) => Number.isInteger(value)],
  ['z.number()', (value) => typeof value === 'number'],
  ['z.boolean()', (value) => typeof value === 'boolean'],
  ['z.unknown()', () => true],
])

/** True for a value of a plain type, or of arrays and tuples of plain types. */
function isPlain(code: string, value: LiteralValue): boolean {
  const check = plainTypes.get(code)
  if (check !== undefined) return check(value)
  if (!Array.isArray(value)) return false
  const [, item] = /^z\.array\((.*)\)$/.exec(code) ?? []
  if (item !== undefined) return value.every((one) => isPlain(item, one))
  const parts = /^z\.tuple\(\[(.*)\]\)$/.exec(code)?.[1]?.split(', ')
  return parts?.length === value.length && parts.every((part, at) => isPlain(part, value[at] ?? null))
}
