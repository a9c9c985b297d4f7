import { z } from 'zod'
import { configError } from '../errors/config-error.js'
import { longestShown, showValue } from '../errors/show-value.js'
import type { SubnetError } from '../errors/subnet-error.js'
import { closestName } from './closest-name.js'

/** Options with every default filled in. */
export type Filled<T> = { readonly [Name in keyof T]-?: Exclude<T[Name], undefined> }

/**
 * Parses options at the edge of a function: an undefined field counts as absent, defaults are filled in, and unknown
 * fields are refused. Throws CONFIG_INVALID with the option, the value and the allowed values; `place` names the
 * function.
 *
 * @example
 * const { limit, windowMs } = parseOptions(optionsOf({ limit: integer(1) }), options, 'rateLimit')
 */
export function parseOptions<S extends z.ZodType>(schema: S, given: unknown, place: string): z.output<S> {
  const options = given ?? (given === undefined ? {} : given)
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  throw issueError(parsed.error.issues[0]!, options, place)
}

/**
 * Schema of an options object: strict, and a field that is undefined counts as absent. `expected` describes the object
 * where another value is given.
 */
export function optionsOf<T extends z.core.$ZodLooseShape>(shape: T, expected = 'an object') {
  return z.preprocess(dropUndefined, strictOptions(shape, expected))
}

/** Same for a document, such as JSON, in which nothing is undefined. */
export function strictOptions<T extends z.core.$ZodLooseShape>(shape: T, expected = 'an object') {
  const names = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    // issueError makes a sentence of the names.
    error: (issue) => (issue.code === 'unrecognized_keys' ? names : expected),
  })
}

function dropUndefined(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/**
 * Returns CONFIG_INVALID for the issues that a schema found in `given`. The message of an issue is a noun phrase for
 * the allowed values; a custom issue may have a sentence and `params: { fix }` instead.
 */
export function issueError(
  issue: z.core.$ZodIssue,
  given: unknown,
  place: string,
): SubnetError<'CONFIG_INVALID'> {
  const path = issue.path.map(String)
  const where = [place, path.join('.')].filter(Boolean).join(' ')
  if (issue.code === 'unrecognized_keys') {
    return unknownOptions(issue.keys, issue.message, where)
  }
  if (issue.code === 'custom' && typeof issue.params?.fix === 'string') {
    return configError('CONFIG_INVALID', { place: where, detail: issue.message, fix: issue.params.fix })
  }
  const value = issue.path.reduce<unknown>((at, key) => Object(at)[key], given)
  // A string in the place of an object, or of a parameter without a name, may be a secret.
  const shown =
    path.length === 0 && typeof value === 'string' ? 'the given text' : showValue(value, path.join('.'))
  const detail = `${shown} is not ${issue.message}`
  return configError('CONFIG_INVALID', { place: where, detail, fix: `Set ${where} to ${issue.message}.` })
}

function unknownOptions(keys: readonly string[], known: string, place: string) {
  const names = keys.map((key) => key.slice(0, longestShown))
  const plural = names.length === 1 ? '' : 's'
  const options = known === '' ? 'there are none' : `options are ${known}`
  const detail = `unknown option${plural} '${names.join("', '")}'; ${options}`
  const fixes = names.map((name) => {
    const meant = closestName(name, known.split(', '))
    return meant === null ? `Remove ${name}.` : `Rename ${name} to ${meant}, or remove it.`
  })
  return configError('CONFIG_INVALID', { place, detail, fix: fixes.join(' ') })
}
