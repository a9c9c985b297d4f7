import type { Random } from '@subnetkit/core'
import { numberOf, patternsOf, typesOf } from '../schema-node.js'
import { type Sampled, typeOf, writeWith } from './sampled.js'

/** A body that differs from a valid one in a single place. */
export interface Change {
  readonly path: Sampled['path']
  /** Change in words, such as `one above the maximum`. */
  readonly change: string
  /** Text of the body; not always JSON. */
  readonly body: string
}

/** Levels of nesting that a change puts in the place of a value. */
const levels = 64

/** A value of each type, as text. */
const strangers: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'true',
  integer: '7',
  string: '"7"',
  array: '[]',
  object: '{}',
}

/** Names that mean something to JavaScript's objects. */
const prototypeNames = ['__proto__', 'constructor', 'prototype']

/**
 * Bodies made from a valid value by one change each: wrong types, bounds and one beyond, missing, additional and double
 * fields, texts and numbers that programs stumble over. Some of them are valid; the schema has to judge each.
 */
export function* almostValid(
  value: Sampled,
  isNew: (part: Sampled) => boolean,
  random: Random,
): Iterable<Change> {
  for (const part of partsOf(value)) {
    if (!isNew(part)) continue
    for (const [change, text] of changesOf(part, random)) {
      yield { path: part.path, change, body: writeWith(value, new Map([[part, text]])) }
    }
    for (const [change, child] of omissionsOf(part)) {
      yield { path: child.path, change, body: writeWith(value, new Map([[child, null]])) }
    }
  }
}

/** The value and all its parts; of a list, the first and the last item. */
function* partsOf(part: Sampled): Iterable<Sampled> {
  yield part
  const items = part.items.length > 2 ? [part.items[0], part.items.at(-1)] : part.items
  for (const child of [...items, ...part.fields.map(([, field]) => field)]) if (child) yield* partsOf(child)
}

function omissionsOf({ fields }: Sampled): readonly (readonly [string, Sampled])[] {
  return fields.map(([, child]) => ['left out', child])
}

type Texts = readonly (readonly [change: string, text: string])[]

function changesOf(part: Sampled, random: Random): Texts {
  const type = typeOf(part.value)
  const wrong = Object.entries(strangers)
    .filter(([name]) => name !== type)
    .map(([name, text]) => [`${name} instead`, text] as const)
  return [
    ...wrong,
    ['nested deeply', `${'['.repeat(levels)}${']'.repeat(levels)}`],
    ...choicesOf(part),
    ...(type === 'string' ? textChanges(part, random) : []),
    ...(type === 'integer' || type === 'number' ? numberChanges(part) : []),
    ...(type === 'array' ? listChanges(part) : []),
    ...(type === 'object' ? objectChanges(part) : []),
  ]
}

function choicesOf({ schema: { enum: choices }, value }: Sampled): Texts {
  const others = Array.isArray(choices) ? choices.filter((choice) => choice !== value) : []
  return [
    ...others.slice(0, 3).map((choice) => ['another choice', JSON.stringify(choice)] as const),
    ...(typeof value === 'string' && Array.isArray(choices)
      ? [['choice in other capitals', JSON.stringify(swapCase(value))] as const]
      : []),
  ]
}

const swapCase = (text: string): string =>
  text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()

function textChanges({ schema, value }: Sampled, random: Random): Texts {
  const text = value as string
  const least = numberOf(schema, 'minLength')
  const most = numberOf(schema, 'maxLength')
  const sized = (length: number) => JSON.stringify(text.slice(0, length).padEnd(length, text.at(-1) ?? 'a'))
  return [
    ['empty text', '""'],
    ['blank', '" "'],
    ['space at the end', JSON.stringify(`${text} `)],
    ['line feed at the end', JSON.stringify(`${text}\n`)],
    ['control character', '"\\u0000"'],
    ['lone surrogate', '"\\ud800"'],
    ['half of a pair at the end', `${JSON.stringify(text).slice(0, -1)}\\udc00"`],
    ['character beyond 16 bits', JSON.stringify(`${text.slice(1)}🦄`)],
    ['digits of another script', '"٣"'],
    ['other capitals', JSON.stringify(swapCase(text))],
    ...(least === undefined
      ? []
      : [
          ['shortest', sized(least)] as const,
          ...(least > 0 ? [['one below the shortest', sized(least - 1)] as const] : []),
        ]),
    ...(most === undefined
      ? []
      : ([
          ['longest', sized(most)],
          ['one above the longest', sized(most + 1)],
          // A character beyond 16 bits is one for some and two for others.
          ['longest, beyond 16 bits', JSON.stringify('🦄'.repeat(most))],
          ['one above the longest, beyond 16 bits', JSON.stringify('🦄'.repeat(most + 1))],
          ['half of the longest, beyond 16 bits', JSON.stringify('🦄'.repeat(Math.floor(most / 2)))],
        ] as const)),
    ...(['x-minimum', 'x-maximum'] as const).flatMap((keyword) => {
      const bound = schema[keyword]
      if (typeof bound !== 'string') return []
      const beyond = BigInt(bound) + (keyword === 'x-minimum' ? -1n : 1n)
      return [
        [`the ${keyword.slice(2)}`, JSON.stringify(bound)] as const,
        [`one beyond the ${keyword.slice(2)}`, JSON.stringify(String(beyond))] as const,
      ]
    }),
    ...(patternsOf(schema).length === 0
      ? []
      : [['one character changed', JSON.stringify(replaceOne(text, random))] as const]),
  ]
}

function replaceOne(text: string, random: Random): string {
  if (text === '') return '¤'
  const at = random.int(0, text.length - 1)
  return `${text.slice(0, at)}¤${text.slice(at + 1)}`
}

function numberChanges({ schema, value }: Sampled): Texts {
  const bounds = (['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'] as const).flatMap(
    (keyword) => {
      const bound = numberOf(schema, keyword)
      if (bound === undefined) return []
      const step = numberOf(schema, 'multipleOf') ?? 1
      const beyond = keyword.endsWith('inimum') ? bound - step : bound + step
      const within = keyword.endsWith('inimum') ? bound + step : bound - step
      return [
        [`the ${keyword}`, JSON.stringify(bound)] as const,
        [`one beyond the ${keyword}`, JSON.stringify(beyond)] as const,
        [`one within the ${keyword}`, JSON.stringify(within)] as const,
      ]
    },
  )
  return [
    ...bounds,
    ['zero', '0'],
    ['minus zero', '-0'],
    ['negative', '-1'],
    ['fraction', JSON.stringify((value as number) + 0.5)],
    ['whole number with a point', `${Math.trunc(value as number)}.0`],
    ['with an exponent', '1e0'],
    ['beyond 2^53', '9007199254740993'],
    ['beyond all numbers', '1e400'],
    ['smaller than all numbers', '1e-400'],
    ['a hundred digits', '9'.repeat(100)],
    ['digits as text', JSON.stringify(String(value))],
    ['not a number', 'NaN'],
    ['leading zero', '01'],
    ['hexadecimal', '0x10'],
    ['true', 'true'],
    ...(typesOf(schema).includes('integer') ? [] : [['a long fraction', '0.30000000000000004'] as const]),
  ]
}

function listChanges({ schema, items }: Sampled): Texts {
  const texts = items.map((item) => writeWith(item, new Map()))
  const list = (parts: readonly string[]) => `[${parts.join(',')}]`
  const [first] = texts
  const sized = (length: number) =>
    list(Array.from({ length }, (_, index) => texts[index % texts.length] ?? 'null'))
  const least = numberOf(schema, 'minItems')
  const most = numberOf(schema, 'maxItems')
  return [
    ['empty list', '[]'],
    ['null at the end', list([...texts, 'null'])],
    ['a hole', `[${texts.join(',')},,]`],
    ['comma at the end', `[${[...texts, ''].join(',')}]`],
    ['object with indices', `{${texts.map((text, index) => `"${index}":${text}`).join(',')}}`],
    ...(first === undefined ? [] : [['first item twice', list([first, ...texts])] as const]),
    ...(least ? [['one below the fewest', sized(least - 1)] as const] : []),
    ...(most === undefined
      ? []
      : [['most items', sized(most)] as const, ['one above the most', sized(most + 1)] as const]),
  ]
}

function objectChanges({ fields }: Sampled): Texts {
  const entries = fields.map(([name, child]) => `${JSON.stringify(name)}:${writeWith(child, new Map())}`)
  const object = (parts: readonly string[]) => `{${parts.join(',')}}`
  const [first] = fields
  return [
    ['additional field', object([...entries, '"additional":1'])],
    ['empty name', object([...entries, '"":1'])],
    ['no fields', '{}'],
    ...prototypeNames.flatMap((name) => [
      [`additional ${name}`, object([...entries, `"${name}":{"polluted":true}`])] as const,
      [`only ${name}`, object([`"${name}":${object(entries)}`])] as const,
    ]),
    ['as a list', `[${object(entries)}]`],
    ['as text', JSON.stringify(object(entries))],
    ...(first === undefined
      ? []
      : ([
          ['field twice, the last one null', object([...entries, `${JSON.stringify(first[0])}:null`])],
          ['field twice, the first one null', object([`${JSON.stringify(first[0])}:null`, ...entries])],
          [
            'name in other capitals',
            object([`${JSON.stringify(swapCase(first[0]))}:1`, ...entries.slice(1)]),
          ],
        ] as const)),
  ]
}

/** Bodies that no schema sees, since they are not JSON or not what JSON's users expect. */
export const brokenBodies = (valid: string): readonly Change[] =>
  (
    [
      ['no body', ''],
      ['blank body', ' '],
      ['cut short', valid.slice(0, -1)],
      ['twice', valid + valid],
      ['byte order mark', `\ufeff${valid}`],
      ['comment', `${valid}//`],
      ['single quotes', "{'a':1}"],
      ['a word', 'undefined'],
      ['a line separator around', `\u2028${valid}`],
      ['white space around', ` \t\r\n${valid}\n`],
    ] as const
  ).map(([change, body]) => ({ path: [], change, body }))
