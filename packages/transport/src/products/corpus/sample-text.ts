import type { Random } from '@subnetkit/core'
import { numberOf, patternsOf } from '../schema-node.js'
import type { FlaggedPattern, JsonSchema } from '../wire-schema.js'
import { textForFormat } from './text-for-format.js'
import { textForPattern } from './text-for-pattern.js'

/** Size of a sample: required parts only and lower bounds, everything and upper bounds, or something between. */
export type SampleSize = 'least' | 'most' | 'some'

/** Longest text that a sample has, unless its schema requires more. */
const mostCharacters = 4_096

/** Attempts at a text that matches several patterns at once. */
const attempts = 50

/** Null if no text was found that matches every pattern. */
export function drawText(random: Random, node: JsonSchema, size: SampleSize): string | null {
  const least = numberOf(node, 'minLength') ?? 0
  const bound = numberOf(node, 'maxLength')
  const most = Math.max(least, Math.min(bound ?? least + 12, size === 'most' ? mostCharacters : least + 24))
  const length = { least, most, some: random.int(least, most) }[size]
  const { 'x-minimum': lowest, 'x-maximum': highest } = node
  if (typeof lowest === 'string' || typeof highest === 'string')
    return String(size === 'most' ? (highest ?? lowest) : (lowest ?? highest))
  const patterns = patternsOf(node)
  const format = textForFormat(node.format, random)
  if (patterns.length === 0) return format ?? textOf(length, random)
  const candidates = [
    () => format,
    ...patterns.map(
      ({ pattern }) =>
        () =>
          textForPattern(pattern, random),
    ),
    () => patterns.map(({ pattern }) => textForPattern(pattern, random) ?? '').join(''),
  ]
  for (let attempt = 0; attempt < attempts; attempt++) {
    for (const candidate of candidates) {
      const text = fit(candidate(), least, bound ?? Number.POSITIVE_INFINITY)
      if (text !== null && patterns.every((pattern) => matches(pattern, text))) return text
    }
  }
  return null
}

/** A text within the bounds, padded with its last character; null if there is none. */
function fit(text: string | null, least: number, most: number): string | null {
  if (text === null || text.length > most) return null
  return text.length < least ? text.padEnd(least, text.at(-1) ?? 'a') : text
}

const textOf = (length: number, random: Random): string =>
  Array.from({ length }, () => random.pick([...'abcdefghij klmnopqrstuvwxyz'])).join('')

function matches({ pattern, flags }: FlaggedPattern, text: string): boolean {
  try {
    return new RegExp(pattern, `${flags}u`).test(text)
  } catch {
    return new RegExp(pattern, flags).test(text)
  }
}
