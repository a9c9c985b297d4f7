import type { Random } from '@subnetkit/core'
import { transportError } from '../../errors/transport-error.js'
import { partLimit } from '../parts.js'
import {
  alternativesOf,
  type Json,
  type JsonType,
  numberOf,
  patternsOf,
  resolveNode,
  type SchemaRoot,
  typesOf,
} from '../schema-node.js'
import type { JsonSchema } from '../wire-schema.js'
import { drawText, type SampleSize } from './sample-text.js'

interface Sampling extends SchemaRoot {
  readonly random: Random
  readonly size: SampleSize
}

/** Longest list that a sample has, unless its schema requires more. */
const mostItems = 16

/** Depth from which a recursive schema gets its least form, and one at which it cannot end. */
const deep = 3
const endless = 24

/** Draws a value that fits a schema as far as the schema can be followed. Throws SCHEMA_UNSUPPORTED with the place. */
export function sample(sampling: Sampling, schema: JsonSchema, place: string): Json {
  return draw(sampling, schema, place, 0)
}

function draw(sampling: Sampling, schema: unknown, place: string, depth: number): Json {
  if (depth > endless) throw unsupported(sampling, place, 'a schema whose values never end')
  const size = depth > deep ? 'least' : sampling.size
  const node = resolveNode(sampling, schema, place)
  const { random } = sampling
  // The references are numbered once all are there.
  if (partLimit(node) !== undefined) return { $part: 0 }
  if ('const' in node) return node.const as Json
  if (Array.isArray(node.enum)) return random.pick(node.enum as readonly Json[])
  const { examples } = node
  if (Array.isArray(examples) && examples.length > 0 && size === 'some') return random.pick(examples) as Json
  const alternatives = alternativesOf(node)
  if (alternatives) return drawOneOf(sampling, node, alternatives, place, depth)
  const merged = mergeAll(sampling, node, place)
  const type = pickType(merged, random)
  if (type === 'null') return null
  if (type === 'boolean') return random.chance(0.5)
  if (type === 'string') {
    const text = drawText(random, merged, size)
    if (text !== null) return text
    if (Array.isArray(examples) && examples.length > 0) return random.pick(examples) as Json
    const shown = patternsOf(merged).map(({ pattern }) => pattern)
    throw unsupported(sampling, place, `the pattern ${shown.join(' and ')}`)
  }
  if (type === 'array') return drawList(sampling, merged, place, depth, size)
  if (type === 'object') return drawObject(sampling, merged, place, depth, size)
  if (type !== undefined) return drawNumber(random, merged, type === 'integer', size)
  if ('not' in merged) throw unsupported(sampling, place, 'a schema that nothing fits (z.never())')
  return random.pick<Json>([null, true, 7, 'any', [], {}])
}

/** The first of the alternatives, in random order, that ends. */
function drawOneOf(
  sampling: Sampling,
  { anyOf: _, oneOf: __, ...beside }: JsonSchema,
  alternatives: readonly JsonSchema[],
  place: string,
  depth: number,
): Json {
  let failure: unknown
  const order =
    sampling.size === 'least' || depth > deep ? alternatives : sampling.random.shuffle(alternatives)
  for (const alternative of order) {
    try {
      return draw(sampling, { ...beside, ...alternative }, place, depth + 1)
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}

/** Joins the parts of an intersection. */
function mergeAll(root: SchemaRoot, { allOf, ...node }: JsonSchema, place: string): JsonSchema {
  if (!Array.isArray(allOf)) return node
  const parts = [node, ...allOf.map((part) => mergeAll(root, resolveNode(root, part, place), place))]
  return {
    ...Object.assign({}, ...parts),
    // For the patterns of its texts.
    allOf,
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => required ?? []),
  }
}

function pickType(node: JsonSchema, random: Random): JsonType | undefined {
  const types = typesOf(node)
  if (types.length === 0) return undefined
  const full = types.filter((type) => type !== 'null')
  return full.length === 0 || (types.length > full.length && random.chance(0.2)) ? 'null' : random.pick(full)
}

function drawNumber(random: Random, node: JsonSchema, isInteger: boolean, size: SampleSize): number {
  const step = numberOf(node, 'multipleOf') ?? (isInteger ? 1 : undefined)
  const lowest = Math.max(
    numberOf(node, 'minimum') ?? Number.NEGATIVE_INFINITY,
    (numberOf(node, 'exclusiveMinimum') ?? Number.NEGATIVE_INFINITY) + (step ?? 0),
  )
  const highest = Math.min(
    numberOf(node, 'maximum') ?? Number.POSITIVE_INFINITY,
    (numberOf(node, 'exclusiveMaximum') ?? Number.POSITIVE_INFINITY) - (step ?? 0),
  )
  const from = Number.isFinite(lowest) ? lowest : Math.min(highest, 0) - (Number.isFinite(highest) ? 100 : 0)
  const to = Number.isFinite(highest) ? highest : from + 100
  const isOpen = step === undefined && ('exclusiveMinimum' in node || 'exclusiveMaximum' in node)
  const share = isOpen ? 0.25 + random.next() / 2 : { least: 0, most: 1, some: random.next() }[size]
  const value = from + (to - from) * share
  if (step === undefined) return Number.isFinite(value) ? value : from
  const steps = size === 'most' ? Math.floor(value / step) : Math.ceil(value / step)
  const whole = steps * step
  return isInteger ? Math.min(Math.max(Math.round(whole), from), to) : whole
}

function drawList(
  sampling: Sampling,
  node: JsonSchema,
  place: string,
  depth: number,
  size: SampleSize,
): readonly Json[] {
  const { random } = sampling
  const { prefixItems = [], items } = node as { prefixItems?: readonly JsonSchema[]; items?: unknown }
  const least = numberOf(node, 'minItems') ?? 0
  const bound = numberOf(node, 'maxItems') ?? (items === false ? prefixItems.length : mostItems)
  const most = Math.max(least, Math.min(bound, size === 'most' ? mostItems : least + 3))
  const length = { least, most, some: random.int(least, most) }[size]
  return Array.from({ length }, (_, index) =>
    draw(sampling, prefixItems[index] ?? items, `${place}.${index}`, depth + 1),
  )
}

function drawObject(
  sampling: Sampling,
  node: JsonSchema,
  place: string,
  depth: number,
  size: SampleSize,
): Json {
  const { random } = sampling
  const {
    properties = {},
    required = [],
    additionalProperties,
    propertyNames,
  } = node as {
    properties?: Readonly<Record<string, JsonSchema>>
    required?: readonly string[]
    additionalProperties?: unknown
    propertyNames?: JsonSchema
  }
  const chosen = Object.keys(properties).filter(
    (name) => required.includes(name) || size === 'most' || (size === 'some' && random.chance(0.6)),
  )
  const others = required.filter((name) => !Object.hasOwn(properties, name))
  const isMap = typeof additionalProperties === 'object' && Object.keys(additionalProperties ?? {}).length > 0
  if (isMap && propertyNames && others.length === 0 && size !== 'least') {
    const names = Array.from({ length: 2 }, () => draw(sampling, propertyNames, `${place} keys`, depth + 1))
    others.push(...new Set(names.map(String)))
  }
  const fields = [
    ...chosen.map((name) => [name, properties[name]] as const),
    ...others.map((name) => [name, additionalProperties] as const),
  ]
  return Object.fromEntries(
    fields.map(([name, schema]) => [name, draw(sampling, schema, `${place}.${name}`, depth + 1)]),
  )
}

const unsupported = ({ product }: SchemaRoot, place: string, detail: string) =>
  transportError('SCHEMA_UNSUPPORTED', {
    product,
    place,
    detail,
    fix: 'Give the schema values to choose from: .meta({ examples: [ … ] }).',
  })
