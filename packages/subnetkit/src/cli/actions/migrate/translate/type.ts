import { literalText } from '../format/literal.js'
import { type PythonExpression, plainName } from '../python/expression.js'
import type { LiteralValue } from '../python/literal.js'
import type { PythonClass } from '../python/module.js'
import type { Fork } from '../read/fork.js'
import { literalOf } from './literal.js'

/** Kinds of schema that constraints and defaults are checked against. */
export type SchemaKind =
  | 'string'
  | 'int'
  | 'float'
  | 'boolean'
  | 'array'
  | 'record'
  | 'object'
  | 'any'
  | 'other'

/** A type as zod text, without `.nullable()`. */
export interface TranslatedType {
  readonly code: string
  readonly kind: SchemaKind
  /** True if it may be None. */
  readonly isNullable: boolean
  /** Calls of `Annotated` that are to be applied, such as `Field(ge=0)`. */
  readonly annotations: readonly PythonExpression[]
  /** All values of an Enum or a Literal; null for other types. */
  readonly values: readonly LiteralValue[] | null
  /** Why it is not the same; empty if it is. */
  readonly gaps: readonly string[]
}

/** A schema that has a constant of its own. */
export interface ReferredSchema {
  readonly constant: string
  /** Values of an Enum; null for a model. */
  readonly values: readonly LiteralValue[] | null
  /** True while the model is translated: one of its own fields refers to it. */
  readonly isOpen: boolean
  /** The model that its class makes without arguments; undefined if that is not known. */
  readonly empty: LiteralValue | undefined
}

/** Lookups of the translation of a type. */
export interface TypeScope {
  readonly fork: Fork
  /** File in which the type is written. */
  readonly from: string
  /** The schema of a model or an Enum of the fork; null if that is not translated. */
  schemaOf(declared: PythonClass): ReferredSchema | null
}

const plain: ReadonlyMap<string, readonly [code: string, kind: SchemaKind]> = new Map(
  Object.entries({
    str: ['z.string()', 'string'],
    StrictStr: ['z.string()', 'string'],
    AnyStr: ['z.string()', 'string'],
    Text: ['z.string()', 'string'],
    // In JSON bytes are text, and a path, a Decimal and a secret are as well.
    bytes: ['z.string()', 'string'],
    Path: ['z.string()', 'string'],
    Decimal: ['z.string()', 'string'],
    SecretStr: ['z.string()', 'string'],
    int: ['z.int()', 'int'],
    StrictInt: ['z.int()', 'int'],
    PositiveInt: ['z.int().positive()', 'int'],
    NonNegativeInt: ['z.int().nonnegative()', 'int'],
    float: ['z.number()', 'float'],
    StrictFloat: ['z.number()', 'float'],
    PositiveFloat: ['z.number().positive()', 'float'],
    NonNegativeFloat: ['z.number().nonnegative()', 'float'],
    bool: ['z.boolean()', 'boolean'],
    StrictBool: ['z.boolean()', 'boolean'],
    UUID: ['z.uuid()', 'string'],
    UUID4: ['z.uuid()', 'string'],
    datetime: ['z.iso.datetime({ local: true, offset: true })', 'string'],
    date: ['z.iso.date()', 'string'],
    HttpUrl: ['z.url()', 'string'],
    AnyUrl: ['z.url()', 'string'],
    AnyHttpUrl: ['z.url()', 'string'],
    EmailStr: ['z.email()', 'string'],
    Any: ['z.unknown()', 'any'],
    object: ['z.unknown()', 'any'],
    list: ['z.array(z.unknown())', 'array'],
    List: ['z.array(z.unknown())', 'array'],
    tuple: ['z.array(z.unknown())', 'array'],
    Tuple: ['z.array(z.unknown())', 'array'],
    set: ['z.array(z.unknown())', 'array'],
    Set: ['z.array(z.unknown())', 'array'],
    dict: ['z.record(z.string(), z.unknown())', 'record'],
    Dict: ['z.record(z.string(), z.unknown())', 'record'],
    Mapping: ['z.record(z.string(), z.unknown())', 'record'],
  }),
)

const lists = [
  'List',
  'list',
  'Sequence',
  'Iterable',
  'Collection',
  'Set',
  'set',
  'FrozenSet',
  'frozenset',
  'Deque',
  'deque',
]
const records = ['Dict', 'dict', 'Mapping', 'MutableMapping', 'DefaultDict', 'OrderedDict']

/** bt.Tensor, as v10 writes it into JSON. */
const tensor = 'z.object({ buffer: z.string().nullable(), dtype: z.string(), shape: z.array(z.int()) })'

/** Levels of a type that are translated: more than any protocol has. */
const mostLevels = 20

class TooDeep extends Error {}

/** Translates a type. What has no counterpart becomes `z.unknown()`, with the reason. */
export function translateType(expression: PythonExpression, scope: TypeScope): TranslatedType {
  try {
    return translate(expression, scope, 0)
  } catch (error) {
    if (error instanceof TooDeep)
      return unknown(`its type has more than ${mostLevels} levels, or names itself`)
    throw error
  }
}

function translate(expression: PythonExpression, scope: TypeScope, depth: number): TranslatedType {
  const inner = (one: PythonExpression) => translate(one, scope, depth + 1)
  if (depth > mostLevels) throw new TooDeep()
  switch (expression.kind) {
    case 'value':
      if (expression.value === null) return { ...unknown(), code: 'z.null()', kind: 'other', gaps: [] }
      if (typeof expression.value === 'string') return inner(scope.fork.read(expression.value, scope.from))
      return unknown(`the type ${expression.source} is not read`)
    case 'union':
      return unionOf(expression.options, inner)
    case 'index':
      return indexed(expression, scope, inner)
    case 'call':
      return called(expression)
    case 'name':
      return named(expression, scope, inner)
    default:
      return unknown(`the type ${expression.source} is not read`)
  }
}

function made(code: string, kind: SchemaKind, parts: readonly TranslatedType[] = []): TranslatedType {
  return {
    code,
    kind,
    isNullable: false,
    annotations: [],
    values: null,
    gaps: parts.flatMap(({ gaps }) => gaps),
  }
}

const unknown = (...gaps: readonly string[]): TranslatedType => ({ ...made('z.unknown()', 'any'), gaps })

/** Text of a type as a part of another one. */
export const schemaText = ({ code, isNullable }: Pick<TranslatedType, 'code' | 'isNullable'>): string =>
  isNullable && code !== 'z.unknown()' && code !== 'z.null()' ? `${code}.nullable()` : code

function unionOf(
  options: readonly PythonExpression[],
  inner: (one: PythonExpression) => TranslatedType,
): TranslatedType {
  const isNone = (one: PythonExpression) => one.kind === 'value' && one.value === null
  const others = options.filter((one) => !isNone(one)).map(inner)
  const isNullable = others.length < options.length || others.some((one) => one.isNullable)
  const distinct = others.filter(({ code }, at) => others.findIndex((one) => one.code === code) === at)
  const [only] = distinct
  if (only !== undefined && distinct.length === 1) return { ...only, isNullable }
  return { ...made(`z.union([${distinct.map(({ code }) => code).join(', ')}])`, 'other', others), isNullable }
}

function indexed(
  { base, items, source }: Extract<PythonExpression, { kind: 'index' }>,
  { fork, from }: TypeScope,
  inner: (one: PythonExpression) => TranslatedType,
): TranslatedType {
  const name = plainName(base) ?? ''
  const [first, second] = items
  if (first === undefined) return unknown(`the type ${source} is not read`)
  if (name === 'Optional') return { ...inner(first), isNullable: true }
  if (name === 'Union') return unionOf(items, inner)
  if (name === 'Annotated') return { ...inner(first), annotations: items.slice(1) }
  if (['Final', 'Required', 'NotRequired', 'ReadOnly'].includes(name)) return inner(first)
  if (lists.includes(name)) {
    const item = inner(first)
    return made(`z.array(${schemaText(item)})`, 'array', [item])
  }
  if (name === 'Tuple' || name === 'tuple') {
    if (second?.kind === 'ellipsis') {
      const item = inner(first)
      return made(`z.array(${schemaText(item)})`, 'array', [item])
    }
    const parts = items.map(inner)
    return made(`z.tuple([${parts.map(schemaText).join(', ')}])`, 'array', parts)
  }
  if (records.includes(name)) {
    const value = second ? inner(second) : made('z.unknown()', 'any')
    // JSON has texts as keys, whatever Python has.
    return made(`z.record(z.string(), ${schemaText(value)})`, 'record', [value])
  }
  if (name === 'Literal') {
    const values = items.map((item) => literalOf(fork, item, from))
    if (
      values.every(
        (value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
      )
    ) {
      return {
        ...made(`z.literal(${literalText(values.length === 1 ? values[0] : values)})`, 'other'),
        values,
      }
    }
  }
  return unknown(`the type ${source} has no counterpart`)
}

/** `conint(ge=0)` and its kind. */
function called(expression: Extract<PythonExpression, { kind: 'call' }>): TranslatedType {
  const { callee, source } = expression
  const types = new Map<string, readonly [string, SchemaKind]>(
    Object.entries({
      conint: ['z.int()', 'int'],
      confloat: ['z.number()', 'float'],
      constr: ['z.string()', 'string'],
      conbytes: ['z.string()', 'string'],
    }),
  )
  const type = types.get(plainName(callee) ?? '')
  if (type === undefined) return unknown(`the type ${source} has no counterpart`)
  return { ...made(type[0], type[1]), annotations: [expression] }
}

function named(
  { name, source }: Extract<PythonExpression, { kind: 'name' }>,
  { fork, from, schemaOf }: TypeScope,
  inner: (one: PythonExpression) => TranslatedType,
): TranslatedType {
  const last = name.split('.').at(-1) ?? name
  const declared = fork.findClass(name, from)
  if (declared !== null) {
    const schema = schemaOf(declared)
    if (schema?.isOpen) return made(`z.lazy((): z.ZodType => ${schema.constant})`, 'other')
    if (schema !== null) {
      const { constant, values } = schema
      return { ...made(constant, values ? 'other' : 'object'), values }
    }
    return unknown(
      `the class ${last} (${declared.path}:${declared.line}) is neither a model nor an Enum of values, or has more than 50 levels`,
    )
  }
  if (/(^|\.)(bt|bittensor)(\.\w+)*\.Tensor$|^Tensor$/.test(name)) return made(tensor, 'object')
  // `dt.datetime` is the usual one, `np.float` is not.
  const simple = /^(np|numpy|torch|tf|tensorflow|jnp|jax|pd|pandas|PIL)\./.test(name)
    ? undefined
    : plain.get(last)
  if (simple !== undefined) return made(simple[0], simple[1])
  const alias = fork.findValue(name, from)
  if (alias && ['index', 'union', 'call', 'name'].includes(alias.kind)) return inner(alias)
  return unknown(`the type ${source} is not of this fork, and JSON has none like it`)
}
