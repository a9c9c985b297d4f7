import { baseName, plainName } from '../python/expression.js'
import type { LiteralValue } from '../python/literal.js'
import type { PythonClass, PythonFunction } from '../python/module.js'
import type { Fork } from '../read/fork.js'
import { configOf, type ModelConfig } from './config.js'
import { type TranslatedField, translateField } from './field.js'
import { literalOf } from './literal.js'
import { camelCase, createNames } from './names.js'
import type { ReferredSchema, TypeScope } from './type.js'
import { addGap, methodSource, validatedBy, validatorGap } from './validators.js'

/** A model or an Enum of the fork that fields refer to. */
export interface TranslatedModel extends ReferredSchema {
  readonly declared: PythonClass
  /** Fields of a model. */
  readonly fields: readonly TranslatedField[]
  /** Function of zod that makes its schema. */
  readonly form: 'object' | 'strictObject' | 'looseObject' | 'tuple'
  /** Why it is not the same as a whole; empty if it is. */
  readonly gaps: readonly string[]
  /** Sources of the methods among the reasons. */
  readonly methods: readonly string[]
}

/** Models and Enums, translated when a field first refers to them: each after those that it needs. */
export interface Models {
  readonly all: readonly TranslatedModel[]
  scopeOf(from: string): TypeScope
}

/** Models in each other: more than any protocol has. */
const mostOpen = 50

export function createModels(fork: Fork): Models {
  const all: TranslatedModel[] = []
  const open = new Map<PythonClass, string>()
  const nameOf = createNames('model')
  const scopeOf = (from: string): TypeScope => ({ fork, from, schemaOf })

  function schemaOf(declared: PythonClass): ReferredSchema | null {
    const known = all.find((model) => model.declared === declared)
    if (known) return known
    // A model inside itself: its constant is not there yet.
    const opened = open.get(declared)
    if (opened !== undefined) return { constant: opened, values: null, isOpen: true, empty: undefined }
    const model = open.size < mostOpen ? translate(declared) : null
    if (model !== null) all.push(model)
    return model
  }

  function translate(declared: PythonClass): TranslatedModel | null {
    const values = enumOf(fork, declared)
    const chain = values === null ? modelChain(fork, declared) : null
    if (values === null && chain === null) return null
    const constant = `${nameOf(camelCase(declared.name))}Schema`
    if (chain === null)
      return {
        declared,
        constant,
        values,
        fields: [],
        form: 'object',
        gaps: [],
        methods: [],
        isOpen: false,
        empty: undefined,
      }
    open.set(declared, constant)
    const fields = fieldsOf(chain)
    open.delete(declared)
    const isTuple = inherits(fork, chain, 'NamedTuple')
    const configs = chain.map((one) => configOf(fork, one))
    const extra = configs.reduce<ModelConfig['extra']>((before, one) => one.extra ?? before, null)
    const form = isTuple
      ? 'tuple'
      : extra === 'forbid'
        ? 'strictObject'
        : extra === 'allow'
          ? 'looseObject'
          : 'object'
    const gaps = [
      ...configs.flatMap((one) => one.gaps),
      ...chain.flatMap(({ methods }) => methods.flatMap(wholeGap)),
    ]
    const methods = chain
      .flatMap((one) => one.methods.filter((method) => wholeGap(method).length > 0))
      .map(methodSource)
    const empty = isTuple || inherits(fork, chain, 'TypedDict') ? undefined : emptyOf(fields)
    return { declared, constant, values: null, fields, form, gaps, methods, isOpen: false, empty }
  }

  /** A method that checks or adds to the model as a whole. */
  function wholeGap(method: PythonFunction): readonly string[] {
    if (validatedBy(fork, method)?.length === 0) return [validatorGap(method)]
    const isSent = method.decorators.some((one) => plainName(one) === 'computed_field')
    return isSent ? [`its computed field ${method.name} (${method.path}:${method.line}) is left out`] : []
  }

  function fieldsOf(chain: readonly PythonClass[]): readonly TranslatedField[] {
    const fields = new Map<string, TranslatedField>()
    const isDict = inherits(fork, chain, 'TypedDict')
    for (const one of chain) {
      const scope = scopeOf(one.path)
      for (const field of one.fields) {
        if (!isOnWire(field)) continue
        const translated = translateField(field, scope)
        const isOptional = isDict && !isRequired(one, field)
        fields.set(
          field.name,
          isOptional ? { ...translated, code: `${translated.code}.optional()` } : translated,
        )
      }
      for (const method of one.methods) {
        for (const name of validatedBy(fork, method) ?? []) addGap(fields, name, validatorGap(method), method)
      }
    }
    return [...fields.values()]
  }
  return { all, scopeOf }
}

/** Fields that pydantic sends: neither private, nor excluded, nor of the class itself. */
export const isOnWire = ({ name, type, value }: PythonClass['fields'][number]): boolean =>
  !name.startsWith('_') &&
  !(value?.kind === 'call' && value.named.get('exclude')?.source === 'True') &&
  name !== 'model_config' &&
  !(plainName(type) === 'ClassVar' || (type.kind === 'index' && plainName(type.base) === 'ClassVar'))

/** The model without arguments: the defaults of all its fields; undefined if it cannot be made of literals. */
function emptyOf(fields: readonly TranslatedField[]): LiteralValue | undefined {
  const entries: [string, LiteralValue][] = []
  for (const { name, literal } of fields) {
    if (literal === undefined) return undefined
    entries.push([name, literal])
  }
  return Object.fromEntries(entries)
}

/** True for a key of a TypedDict that is always there. */
function isRequired({ keywords }: PythonClass, { type }: PythonClass['fields'][number]): boolean {
  const outer = type.kind === 'index' ? plainName(type.base) : null
  if (outer === 'Required' || outer === 'NotRequired') return outer === 'Required'
  return keywords.get('total')?.source !== 'False'
}

/** True if one of the classes inherits from a class of a library with this name. */
const inherits = (fork: Fork, chain: readonly PythonClass[], name: string): boolean =>
  chain.some(({ bases, path }) =>
    bases.some(
      (base) =>
        fork
          .libraryName(baseName(base) ?? '', path)
          .split('.')
          .at(-1) === name,
    ),
  )

const modelNames = ['BaseModel', 'GenericModel', 'TypedDict', 'NamedTuple']

/** The class and its bases in the fork, the bases first; null if none of them is a model. */
function modelChain(fork: Fork, declared: PythonClass, depth = 0): readonly PythonClass[] | null {
  const classes = new Set<PythonClass>()
  let isModel = declared.decorators.some((one) => plainName(one) === 'dataclass')
  if (depth > 10) return null
  for (const base of declared.bases.toReversed()) {
    const name = baseName(base)
    if (name === null) continue
    const own = fork.findClass(name, declared.path)
    if (own !== null && own !== declared) {
      const chain = modelChain(fork, own, depth + 1)
      isModel ||= chain !== null
      for (const one of chain ?? [own]) classes.add(one)
    } else if (modelNames.includes(fork.libraryName(name, declared.path).split('.').at(-1) ?? name))
      isModel = true
  }
  return isModel ? [...classes, declared] : null
}

/** Values of an Enum whose members are texts or numbers; null for any other class. */
function enumOf(fork: Fork, { bases, values, path }: PythonClass): readonly LiteralValue[] | null {
  if (!bases.some((base) => /^(Str|Int)?Enum$/.test(plainName(base) ?? ''))) return null
  const members = [...values.values()].flatMap((value) => literalOf(fork, value, path) ?? [])
  const isPlain = members.every((member) => ['string', 'number'].includes(typeof member))
  return members.length > 0 && members.length === values.size && isPlain ? [...new Set(members)] : null
}
