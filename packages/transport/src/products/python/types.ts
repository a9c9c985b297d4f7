import { partLimit } from '../parts.js'
import { alternativesOf, type Json, typesOf } from '../schema-node.js'
import type { JsonSchema } from '../wire-schema.js'
import { isName, text } from './literal.js'

/** A side of a synapse: a handler reads an input with its defaults, and may leave them out of an output. */
export type Side = 'input' | 'output'

/** Writes Python types for schemas; each object becomes a TypedDict. */
export class TypeWriter {
  readonly #definitions: string[] = []
  readonly #names = new Set<string>()

  /** Defines a type and returns its name. */
  define(wanted: string, root: JsonSchema, side: Side): string {
    const name = this.#unique(wanted)
    const type = this.#type(root, { root, side, name, known: new Map([[root, name]]), isNamed: true })
    // An object has defined itself.
    if (type !== name) this.#definitions.push(`${name}: TypeAlias = ${text(type)}`)
    return name
  }

  /** Source of the definitions; a type precedes those that use it, unless it is recursive. */
  get source(): string {
    return this.#definitions.join('\n\n\n')
  }

  #unique(wanted: string): string {
    let name = wanted
    for (let number = 2; this.#names.has(name); number++) name = `${wanted}${number}`
    this.#names.add(name)
    return name
  }

  #type(schema: unknown, position: Position): string {
    if (typeof schema !== 'object' || schema === null) return 'Any'
    const node = schema as JsonSchema
    if (typeof node.$ref === 'string') return this.#referred(node.$ref, position)
    if (partLimit(node) !== undefined) return 'bytes'
    if ('const' in node) return literalType([node.const as Json])
    if (Array.isArray(node.enum)) return literalType(node.enum as Json[])
    const alternatives = alternativesOf(node)
    if (alternatives)
      return union(alternatives.map((one, index) => this.#type(one, below(position, `${index + 1}`))))
    const types = typesOf(node)
    if (types.length === 0) return 'properties' in node ? this.#object(node, position) : 'Any'
    return union(
      types.map((type) => {
        if (type === 'array') return this.#list(node, position)
        return type === 'object' ? this.#object(node, position) : scalars[type]
      }),
    )
  }

  #referred(pointer: string, position: Position): string {
    const target = pointer
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (node, step) => (node as JsonSchema)[step.replaceAll('~1', '/').replaceAll('~0', '~')],
        position.root,
      )
    const known = position.known.get(target as JsonSchema)
    if (known !== undefined) return known
    const name = this.#unique(`${position.name}Part`)
    position.known.set(target as JsonSchema, name)
    const type = this.#type(target, { ...position, name, isNamed: true })
    if (type !== name) this.#definitions.push(`${name}: TypeAlias = ${text(type)}`)
    return name
  }

  #list({ items, prefixItems = [] }: JsonSchema, position: Position): string {
    const parts = [...(prefixItems as readonly unknown[]), ...(items === false ? [] : [items])]
    return `list[${union(parts.map((part) => this.#type(part, below(position, 'Item'))))}]`
  }

  #object({ properties = {}, required = [], additionalProperties }: JsonSchema, position: Position): string {
    const fields = Object.entries(properties as Readonly<Record<string, JsonSchema>>)
    if (fields.length === 0) return `dict[str, ${this.#type(additionalProperties, below(position, 'Value'))}]`
    const name = position.isNamed ? position.name : this.#unique(position.name)
    const lines = fields.map(([field, schema]) => {
      const type = this.#type(schema, below({ ...position, name }, capitalized(field)))
      const isThere =
        (required as readonly string[]).includes(field) || (position.side === 'input' && 'default' in schema)
      return [field, isThere ? type : `NotRequired[${type}]`] as const
    })
    this.#definitions.push(
      lines.every(([field]) => isName(field))
        ? [`class ${name}(TypedDict):`, ...lines.map(([field, type]) => `    ${field}: ${type}`)].join('\n')
        : [
            `${name} = TypedDict(`,
            `    ${text(name)},`,
            '    {',
            ...lines.map(([field, type]) => `        ${text(field)}: ${text(type)},`),
            '    },',
            ')',
          ].join('\n'),
    )
    return name
  }
}

interface Position {
  readonly root: JsonSchema
  readonly side: Side
  /** Name of the type, or of the one around it. */
  readonly name: string
  /** Names of the types that references lead to. */
  readonly known: Map<JsonSchema, string>
  /** True if the name is reserved for this very schema. */
  readonly isNamed: boolean
}

const below = (position: Position, part: string): Position => ({
  ...position,
  name: `${position.name}${part}`,
  isNamed: false,
})

const scalars = { null: 'None', boolean: 'bool', integer: 'int', number: 'float', string: 'str' } as const

const union = (types: readonly string[]): string => {
  const distinct = [...new Set(types)]
  return distinct.length === 0 || distinct.includes('Any') ? 'Any' : distinct.join(' | ')
}

function literalType(values: readonly Json[]): string {
  const texts = values.map((value) => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'boolean') return value ? 'True' : 'False'
    return Number.isInteger(value) ? String(value) : null
  })
  const choices = texts.filter((choice) => choice !== null)
  return union([
    ...(choices.length > 0 ? [`Literal[${choices.join(', ')}]`] : []),
    ...values.filter((_, index) => texts[index] === null).map((value) => (value === null ? 'None' : 'float')),
  ])
}

/** A name as part of the name of a type. */
export const capitalized = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
    .join('')
