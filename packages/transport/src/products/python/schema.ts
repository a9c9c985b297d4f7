import { transportError } from '../../errors/transport-error.js'
import { partLimit } from '../parts.js'
import { checkKeywords, patternsOf } from '../schema-node.js'
import { type FlaggedPattern, flaggedPatterns, type JsonSchema } from '../wire-schema.js'
import { Source, text } from './literal.js'
import { toPythonPattern, UntranslatedPattern } from './pattern.js'

/** Keywords that describe and do not check. */
const annotations = new Set([
  'title',
  'description',
  'examples',
  'format',
  'contentEncoding',
  'readOnly',
  'writeOnly',
  'deprecated',
  'id',
  'pattern',
  flaggedPatterns,
])

const mapKeywords = new Set(['properties', '$defs'])
const listKeywords = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const schemaKeywords = new Set(['items', 'additionalProperties', 'propertyNames', 'not'])

/** A schema as the Python miner checks it. Throws SCHEMA_UNSUPPORTED, with the place. */
export function toPythonSchema(schema: unknown, place: string): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  const node = schema as JsonSchema
  checkKeywords('Python miner', node, place)
  const limit = partLimit(node)
  if (limit !== undefined) return { type: 'bytes', ...(limit !== null && { maxBytes: limit }) }
  const kept = Object.entries(node)
    .filter(([keyword]) => !annotations.has(keyword))
    .map(([keyword, value]) => [keyword, convert(keyword, value, place)])
  const { allOf: _, ...own } = node
  const patterns = patternsOf(own).map((pattern) => compiled(pattern, place))
  return { ...Object.fromEntries(kept), ...(patterns.length > 0 && { patterns }) }
}

function convert(keyword: string, value: unknown, place: string): unknown {
  if (schemaKeywords.has(keyword)) return toPythonSchema(value, `${place}.[]`)
  if (listKeywords.has(keyword))
    return (value as readonly unknown[]).map((part) => toPythonSchema(part, place))
  if (!mapKeywords.has(keyword)) return value
  const parts = Object.entries(value as JsonSchema)
  return Object.fromEntries(parts.map(([name, part]) => [name, toPythonSchema(part, `${place}.${name}`)]))
}

function compiled({ pattern, flags }: FlaggedPattern, place: string): Source {
  try {
    const names = ['re.ASCII', ...(flags.includes('i') ? ['re.IGNORECASE'] : [])]
    return new Source(`re.compile(${text(toPythonPattern(pattern, flags))}, ${names.join(' | ')})`)
  } catch (error) {
    if (!(error instanceof UntranslatedPattern)) throw error
    throw transportError('SCHEMA_UNSUPPORTED', {
      product: 'Python miner',
      place,
      detail: `the pattern ${pattern}, since Python has no equal for ${error.message}`,
      fix: 'Write the pattern without it, or check that part in a refinement.',
    })
  }
}
