import { partLimit } from '../parts.js'
import { alternativesOf, numberOf, resolveNode, type SchemaRoot, typesOf } from '../schema-node.js'
import { countsCodePoints } from '../text-length.js'
import { type FlaggedPattern, flaggedPatterns, type JsonSchema } from '../wire-schema.js'
import { code, plain } from './markdown.js'

/** One line of a table of fields. */
export interface FieldRow {
  /** Path within the value, such as `items[].name`; empty for the value itself. */
  readonly path: string
  readonly type: string
  readonly isRequired: boolean
  readonly bounds: string
  readonly default: string
  readonly description: string
}

/** Rows of a schema and all that is in it; a schema that contains itself appears once. */
export function fieldRows(root: SchemaRoot): readonly FieldRow[] {
  return [...rows(root, root.root, { path: '', isRequired: true, condition: '', above: [] })]
}

const plainText = (given: unknown): string => plain(String(given ?? ''))

interface Position {
  readonly path: string
  readonly isRequired: boolean
  /** Alternative of a union that the field belongs to, as a sentence. */
  readonly condition: string
  /** Schemas that this one is in. */
  readonly above: readonly JsonSchema[]
}

function* rows(root: SchemaRoot, schema: JsonSchema, position: Position): Iterable<FieldRow> {
  const { path, isRequired, condition } = position
  const node = resolveNode(root, schema, path)
  const limit = partLimit(node)
  const isRepeated = position.above.some((other) => JSON.stringify(other) === JSON.stringify(node))
  yield {
    path,
    type: typeText(root, node, path),
    isRequired,
    bounds: isRepeated ? 'as above' : limit == null ? boundsOf(node) : `at most ${limit} bytes`,
    default: 'default' in node ? code(JSON.stringify(node.default)) : '',
    description: [condition, plainText(node.title), plainText(node.description)].filter(Boolean).join(' '),
  }
  if (isRepeated || limit !== undefined) return
  const below = { condition, isRequired: true, above: [...position.above, node] }
  for (const [index, alternative] of (alternativesOf(node) ?? []).entries()) {
    const part = resolveNode(root, alternative, path)
    if (!('properties' in part) && !('items' in part) && !('prefixItems' in part)) continue
    const [, ...inner] = rows(root, part, { ...below, path, condition: conditionOf(part, index) })
    yield* inner
  }
  const { properties = {}, required = [], additionalProperties, items, prefixItems = [] } = node as Container
  for (const [name, field] of Object.entries(properties)) {
    const at = path === '' ? name : `${path}.${name}`
    yield* rows(root, field, { ...below, path: at, isRequired: required.includes(name) })
  }
  for (const [index, item] of prefixItems.entries())
    yield* rows(root, item, { ...below, path: `${path}[${index}]` })
  if (isSchema(items)) yield* rows(root, items, { ...below, path: `${path}[]` })
  if (isSchema(additionalProperties) && Object.keys(additionalProperties).length > 0)
    yield* rows(root, additionalProperties, { ...below, path: `${path}{}`, isRequired: false })
}

interface Container {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: unknown
  readonly prefixItems?: readonly JsonSchema[]
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null

function conditionOf({ properties = {} }: JsonSchema, index: number): string {
  const [name, { const: value }] = Object.entries(properties as Record<string, JsonSchema>).find(
    ([, field]) => 'const' in field,
  ) ?? ['', { const: undefined }]
  return name === '' ? `Form ${index + 1}.` : `Where ${code(name)} is ${code(JSON.stringify(value))}.`
}

/** The type of a schema in words. */
function typeText(root: SchemaRoot, schema: JsonSchema, place: string): string {
  const node = resolveNode(root, schema, place)
  if (partLimit(node) !== undefined) return 'bytes'
  if ('const' in node) return code(JSON.stringify(node.const))
  if (Array.isArray(node.enum)) return node.enum.map((choice) => code(JSON.stringify(choice))).join(' or ')
  const alternatives = alternativesOf(node)
  if (alternatives) return [...new Set(alternatives.map((one) => typeText(root, one, place)))].join(' or ')
  if ('not' in node) return 'nothing'
  const types = typesOf(node).map((type) => nameOf(type, node))
  return types.length === 0 ? 'any' : types.join(' or ')
}

function nameOf(type: string, node: JsonSchema): string {
  if (type === 'array') return 'prefixItems' in node ? 'tuple' : 'list'
  if (type !== 'object') return type
  return 'propertyNames' in node ? 'map' : 'object'
}

function boundsOf(node: JsonSchema): string {
  const { format, pattern, allOf = [], [flaggedPatterns]: flagged = [] } = node
  const patterns = [
    ...[pattern, ...(allOf as readonly JsonSchema[]).map((part) => part.pattern)]
      .filter((source) => typeof source === 'string')
      .map((source) => `/${source}/`),
    ...(flagged as readonly FlaggedPattern[]).map(({ pattern, flags }) => `/${pattern}/${flags}`),
  ]
  return [
    range(
      boundOf(node, 'minimum', 'exclusiveMinimum', 'above'),
      boundOf(node, 'maximum', 'exclusiveMaximum', 'below'),
      '',
    ),
    range(wholeOf(node, 'x-minimum'), wholeOf(node, 'x-maximum'), ''),
    range(
      numberOf(node, 'minLength'),
      numberOf(node, 'maxLength'),
      countsCodePoints ? ' characters' : ' UTF-16 units',
    ),
    range(numberOf(node, 'minItems'), numberOf(node, 'maxItems'), ' items'),
    'multipleOf' in node ? `multiple of ${node.multipleOf}` : '',
    // A format that has a pattern is that pattern.
    typeof format === 'string' && !format.includes('_') ? plain(format) : patterns.map(code).join(' and '),
    node.additionalProperties === false && partLimit(node) === undefined ? 'no other fields' : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** A bound of a bigint, which travels as text. */
const wholeOf = (node: JsonSchema, keyword: string): bigint | undefined =>
  typeof node[keyword] === 'string' ? BigInt(node[keyword]) : undefined

type Bound = number | bigint | string | undefined

function boundOf(node: JsonSchema, including: string, excluding: string, word: string): Bound {
  const excluded = numberOf(node, excluding)
  if (excluded !== undefined) return `${word} ${excluded}`
  const bound = numberOf(node, including)
  // Every integer of JavaScript is within these.
  return Math.abs(bound ?? 0) === Number.MAX_SAFE_INTEGER ? undefined : bound
}

function range(least: Bound, most: Bound, unit: string): string {
  const text = (bound: Bound, word: string) =>
    bound === undefined ? '' : typeof bound === 'string' ? bound : `${word}${bound}`
  if (typeof least !== 'string' && typeof most !== 'string' && least !== undefined && most !== undefined)
    return least === most ? `${least}${unit}` : `${least} to ${most}${unit}`
  const parts = [text(least, 'at least '), text(most, 'at most ')].filter((part) => part !== '')
  return parts.length === 0 ? '' : `${parts.join(', ')}${unit}`
}
