import { nodesOf, textOf } from '../../../syntax/tree.js'
import { baseName, type PythonExpression } from '../python/expression.js'
import { isOfLibrary } from '../python/imports.js'
import type { PythonField, PythonFunction } from '../python/module.js'
import type { Fork, SynapseClass } from '../read/fork.js'
import { configOf } from './config.js'
import { type TranslatedField, translateField } from './field.js'
import { literalOf } from './literal.js'
import type { Mark } from './mark.js'
import { isOnWire, type Models } from './models.js'
import { wordPattern } from './names.js'
import { addGap, methodSource, validatedBy, validatorGap } from './validators.js'

/** A synapse class as a synapse of the protocol. */
export interface TranslatedSynapse {
  /** Name of the Python class. */
  readonly className: string
  /** Names under which the fork refers to it. */
  readonly names: readonly string[]
  /** Its name in the protocol. */
  readonly name: string
  /** Name of the class on the wire of v10. */
  readonly wireName: string
  readonly doc: string
  readonly place: { readonly path: string; readonly line: number }
  readonly isStream: boolean
  /** In the order of their declaration. */
  readonly fields: readonly TranslatedField[]
  /** Number of fields that no wire of v10 can carry. */
  readonly lost: number
  /** Names of the fields that the miner fills. */
  readonly outputs: readonly string[]
  readonly hashFields: readonly string[]
  /** Wall-clock time in seconds, where a call of the fork says it. */
  readonly timeout: number | null
  /** Source of its `deserialize`; null for none. */
  readonly deserialize: PythonFunction | null
  readonly marks: readonly Mark[]
}

/** Fields of the base class, which every synapse has already. */
const ofBase: ReadonlySet<string> = new Set([
  ...['name', 'timeout', 'total_size', 'header_size', 'dendrite', 'axon', 'computed_body_hash'],
])
/** Methods of a synapse that only Python needs. */
const ofPython = /^(__\w+__|deserialize|process_streaming_response|extract_response_json)$/

/** Names that the wire of v10 carries: they become headers of HTTP. */
const wireClass = /^[A-Za-z_]\w{0,127}$/
const wireField = /^[A-Za-z]\w*$/

/** Translates a synapse class; `name` is free in the protocol. */
export function translateSynapse(
  fork: Fork,
  synapse: SynapseClass,
  { models, name }: { readonly models: Models; readonly name: string },
): TranslatedSynapse {
  const { declared, chain, isStream } = synapse
  const marks: Mark[] = []
  const mark = (
    { path, line }: { readonly path: string; readonly line: number },
    subject: string,
    reason: string,
    source = '',
  ) => void marks.push({ path, line, subject: `${declared.name}${subject}`, reason, source })
  const fields = new Map<string, TranslatedField>()
  const lost = new Set<string>()
  let hashFields: readonly string[] = []
  let timeout: number | null = null
  for (const one of chain) {
    const scope = models.scopeOf(one.path)
    for (const line of one.broken)
      mark(
        { path: one.path, line },
        '',
        'the syntax of this line is not read; fields after it may be missing',
      )
    for (const base of one.bases) {
      if (!isKnownBase(fork, base, one.path))
        mark(one, '', `its base class ${base.source} is not of this fork: what it has is missing here`)
    }
    const plain = one.values.get('required_hash_fields')
    if (plain) hashFields = namesIn(fork, plain, one.path) ?? hashFields
    for (const field of one.fields) {
      if (field.name === 'required_hash_fields') {
        const names = field.value && namesIn(fork, field.value, one.path)
        if (names) hashFields = names
        else mark(field, '.required_hash_fields', 'the list of signed fields is computed', field.source)
      } else if (field.name === 'timeout' && secondsOf(fork, field) !== null) {
        timeout = secondsOf(fork, field)
      } else if (ofBase.has(field.name)) {
        mark(
          field,
          `.${field.name}`,
          'it overrides a field of bt.Synapse, which this wire sets itself',
          field.source,
        )
      } else if (isOnWire(field) && !wireField.test(field.name)) {
        if (!lost.has(field.name))
          mark(field, `.${field.name}`, 'it is left out: no header of HTTP carries its name', field.source)
        lost.add(field.name)
      } else if (isOnWire(field)) fields.set(field.name, translateField(field, scope))
    }
    for (const method of one.methods) {
      const validated = validatedBy(fork, method)
      if (validated !== null) {
        for (const name of validated) addGap(fields, name, validatorGap(method), method)
        if (validated.length === 0)
          mark(method, `.${method.name}`, validatorGap(method), methodSource(method))
      } else if (!ofPython.test(method.name)) {
        mark(
          method,
          `.${method.name}`,
          'the method is left out: write it as a function where it is used',
          methodSource(method),
        )
      }
    }
  }
  for (const one of chain) {
    const { extra, gaps } = configOf(fork, one)
    if (extra === 'forbid' || extra === 'allow')
      mark(one, '', `extra="${extra}" is left out: fields that the class does not declare are dropped`)
    for (const gap of gaps) for (const name of fields.keys()) addGap(fields, name, gap)
  }
  for (const { name, gaps, place } of fields.values()) {
    for (const gap of gaps) mark(place, `.${name}`, gap)
  }
  const isKnown = (name: string) => fields.has(name) || name === 'name' || name === 'timeout'
  for (const name of hashFields) {
    if (!isKnown(name)) mark(declared, '.required_hash_fields', `it names '${name}', which is no field`)
  }
  const isWireName = wireClass.test(declared.name)
  const wireName = isWireName ? declared.name : `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  if (!isWireName)
    mark(declared, '', `it is called ${wireName} on the wire: no header of HTTP carries its name`)
  const all = [...fields.values()]
  return {
    className: declared.name,
    names: synapse.names,
    ...{ name, wireName, lost: lost.size },
    doc: declared.doc,
    place: declared,
    isStream,
    fields: all,
    outputs: outputsOf(fork, synapse, all),
    hashFields: hashFields.filter(isKnown),
    timeout: timeout ?? timeoutOf(fork, synapse.names),
    deserialize:
      chain.flatMap(({ methods }) => methods).findLast(({ name }) => name === 'deserialize') ?? null,
    marks,
  }
}

/** The default of a field in seconds; null if it is no time that a call may take. */
function secondsOf(fork: Fork, { path, value }: PythonField): number | null {
  const given = value?.kind === 'call' ? (value.named.get('default') ?? value.args[0]) : value
  const seconds = given ? literalOf(fork, given, path) : null
  return typeof seconds === 'number' && seconds > 0 && seconds <= 3_600 ? seconds : null
}

/** Names in a list of texts, or in `Field([…])`. */
function namesIn(fork: Fork, value: PythonExpression, from: string): readonly string[] | null {
  const list = value.kind === 'call' ? (value.args[0] ?? value.named.get('default')) : value
  const names = list && literalOf(fork, list, from)
  return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : null
}

/**
 * Fields that the miner fills: those that a function with a parameter of the class assigns; else those that `deserialize`
 * returns and that may be left out; else those that default to None.
 */
function outputsOf(
  fork: Fork,
  { names, chain }: SynapseClass,
  fields: readonly TranslatedField[],
): readonly string[] {
  const isTaken = new Set(
    fork.functions
      .filter(({ path }) => !/validator|reward/i.test(path))
      .flatMap((one) => assignedBy(fork, one, names)),
  )
  const assigned = fields.filter(({ name }) => isTaken.has(name))
  // A field that the request must have is an input, even if the miner overwrites it; unless it fills nothing else.
  const filled = assigned.some(({ hasDefault }) => hasDefault)
    ? assigned.filter(({ hasDefault }) => hasDefault)
    : assigned
  if (filled.length > 0) return filled.map(({ name }) => name)
  const optional = fields.filter(({ hasDefault }) => hasDefault).map(({ name }) => name)
  const returned = chain.flatMap(({ methods, path }) =>
    methods.filter(({ name }) => name === 'deserialize').flatMap((one) => membersOf(fork, one, path, 'self')),
  )
  const deserialized = optional.filter((name) => returned.includes(name))
  if (deserialized.length > 0) return deserialized
  return fields.filter(({ isNullable, hasDefault }) => isNullable && hasDefault).map(({ name }) => name)
}

/** Fields of a parameter of this class that a function assigns. */
function assignedBy(fork: Fork, one: PythonFunction, names: readonly string[]): readonly string[] {
  const file = fork.modules.find(({ file: { path } }) => path === one.path)?.file
  if (file === undefined) return []
  const parameters = one.parameters.filter(({ type }) => type && wordPattern(names).test(type.source))
  return parameters.flatMap(({ name }) =>
    nodesOf(one.node, 'AssignStatement', 'UpdateStatement').flatMap((node) => {
      const target = node.firstChild
      const [, field] =
        (target && new RegExp(`^${name}\\.([\\p{L}\\p{M}\\p{N}_]+)`, 'u').exec(textOf(file, target))) ?? []
      return field ?? []
    }),
  )
}

/** Names of `self.x` in a method. */
function membersOf(fork: Fork, { node }: PythonFunction, path: string, self: string): readonly string[] {
  const file = fork.modules.find((one) => one.file.path === path)?.file
  if (file === undefined) return []
  return nodesOf(node, 'MemberExpression').flatMap((one) => {
    const [, field] = new RegExp(`^${self}\\.([\\p{L}\\p{M}\\p{N}_]+)$`, 'u').exec(textOf(file, one)) ?? []
    return field ?? []
  })
}

/** True for a class of the fork or of a library without fields of its own. */
function isKnownBase(fork: Fork, base: PythonExpression, from: string): boolean {
  const name = baseName(base)
  if (name === null) return false
  if (fork.findClass(name, from) !== null) return true
  const library = fork.libraryName(name, from)
  return isOfLibrary(library) || /(^|\.)(\w*Synapse|BaseModel|ABC|Generic|object)$/.test(library)
}

/** Literal `timeout` of a call that makes this synapse. */
function timeoutOf(fork: Fork, names: readonly string[]): number | null {
  for (const { file } of fork.modules) {
    if (!names.some((name) => file.text.includes(`${name}(`))) continue
    for (const call of nodesOf(file.root, 'CallExpression')) {
      const text = textOf(file, call)
      if (text.length > 4_000 || !wordPattern(names, { after: '\\(' }).test(text)) continue
      const [, seconds] = /\btimeout\s*=\s*(\d+(?:\.\d+)?)\s*[,)]/.exec(text) ?? []
      if (seconds !== undefined && Number(seconds) > 0 && Number(seconds) <= 3_600) return Number(seconds)
    }
  }
  return null
}
