import {
  type ByteSize,
  checked,
  type Duration,
  optionError,
  optionsOf,
  parseOptions,
  text,
  toBytes,
  toMilliseconds,
} from '@subnetkit/base'
import { z } from 'zod'
import { bodyHash, hashOfTexts } from './body-hash.js'
import type { ExactJson } from './exact-json.js'
import { pythonStrInTurns } from './in-turns.js'
import { type PythonField, pythonFields, toExact } from './python-type.js'

/** Options of {@link legacySynapse}. */
export interface LegacySynapseOptions<F extends z.ZodObject> {
  /** Name of the Python class, which is the path of its route. */
  readonly name: string
  /**
   * Fields in the order of their declaration, with the types of the Python class: `z.int()` for int, `z.number()` for
   * float, `.nullable().default(null)` for Optional with a default.
   */
  readonly fields: F
  /**
   * `required_hash_fields` of the class, in its order: the only fields that a signature protects. Can include `name` and
   * `timeout`.
   * @default none: no part of the body is protected
   */
  readonly hashFields?: readonly (keyof z.infer<F> & string)[] | readonly string[] | undefined
  /** Wall-clock time for the whole exchange. @default '12s' */
  readonly deadline?: Duration | undefined
  /** Maximum body size in each direction. @default '256kB' */
  readonly maxBytes?: ByteSize | undefined
}

/** A synapse class of the SDK v10, as both sides of the bridge need it. */
export interface LegacySynapse<F extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly fields: F
  readonly hashFields: readonly string[]
  readonly deadlineMs: number
  readonly maxBytes: number
  readonly pythonFields: ReadonlyMap<string, PythonField>
}

/** Names that every v10 synapse already has. */
const baseFields = [
  'name',
  'timeout',
  'total_size',
  'header_size',
  'dendrite',
  'axon',
  'computed_body_hash',
  'required_hash_fields',
]

const synapseOptions = optionsOf({
  name: text('the name of a Python class'),
  fields: checked<z.ZodObject>(isZodObject, 'a schema made by z.object'),
  hashFields: z.array(z.string({ error: 'the name of a field' }), { error: 'an array of names' }).default([]),
  // Parsed by units.
  deadline: unit<Duration>("a duration such as '12s'").default('12s'),
  maxBytes: unit<ByteSize>("a size such as '256kB'").default('256kB'),
})

function isZodObject(value: unknown): boolean {
  const def = Object(Object(value)._zod).def
  return Object(def).type === 'object'
}

function unit<T extends string | number>(expected: string) {
  return checked<T>((value) => typeof value === 'string' || typeof value === 'number', expected)
}

/**
 * Defines a v10 synapse class.
 * Throws CONFIG_INVALID for options, a name that is not a class name, a field of the base class, and an unknown hashed field.
 * @example
 * const echo = legacySynapse({
 *   name: 'Echo',
 *   fields: z.object({ prompt: z.string(), answer: z.string().nullable().default(null) }),
 *   hashFields: ['prompt'],
 * })
 */
export function legacySynapse<F extends z.ZodObject>(options: LegacySynapseOptions<F>): LegacySynapse<F> {
  const parsed = parseOptions(synapseOptions, options, 'legacySynapse')
  const { name, hashFields, deadline, maxBytes } = parsed
  const { fields } = options
  const declared = pythonFields(fields)
  check(/^[A-Za-z_]\w{0,127}$/.test(name), 'name', name, 'the name of a Python class')
  for (const field of declared.keys()) {
    check(/^[A-Za-z]\w*$/.test(field), 'fields', field, 'the name of a Python field')
    check(
      !baseFields.includes(field),
      'fields',
      field,
      `a name that no synapse has already (${baseFields.join(', ')})`,
    )
  }
  for (const field of hashFields) {
    const isKnown = declared.has(field) || field === 'name' || field === 'timeout'
    check(isKnown, 'hashFields', field, `one of ${[...declared.keys(), 'name', 'timeout'].join(', ')}`)
  }
  return {
    name,
    fields,
    hashFields: [...hashFields],
    deadlineMs: toMilliseconds(deadline, 'legacySynapse deadline'),
    maxBytes: toBytes(maxBytes, 'legacySynapse maxBytes'),
    pythonFields: declared,
  }
}

function check(holds: boolean, place: string, given: string, expected: string): void {
  if (!holds) throw optionError(`legacySynapse ${place}`, given, expected)
}

/** The values of all fields in declaration order, in the form of their declared types. */
export function exactFields(
  synapse: LegacySynapse,
  values: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, ExactJson> {
  return new Map([...synapse.pythonFields].map(([name, { type }]) => [name, toExact(values[name], type)]))
}

/** The fields that a caller must set. */
export function requiredFields(
  synapse: LegacySynapse,
  values: ReadonlyMap<string, ExactJson>,
): ReadonlyMap<string, ExactJson> {
  return new Map([...values].filter(([name]) => synapse.pythonFields.get(name)?.required))
}

/** Returns what {@link hashSynapse} returns, of large values in turns. */
export async function hashSynapseInTurns(
  synapse: LegacySynapse,
  values: ReadonlyMap<string, ExactJson>,
  timeoutSeconds: number | null,
): Promise<string> {
  const texts: string[] = []
  for (const value of hashedValues(synapse, values, timeoutSeconds)) texts.push(await pythonStrInTurns(value))
  return hashOfTexts(texts)
}

/** `computed_body_hash` of a synapse with these values. @param timeoutSeconds null without one */
export function hashSynapse(
  synapse: LegacySynapse,
  values: ReadonlyMap<string, ExactJson>,
  timeoutSeconds: number | null,
): string {
  return bodyHash(hashedValues(synapse, values, timeoutSeconds))
}

function hashedValues(
  synapse: LegacySynapse,
  values: ReadonlyMap<string, ExactJson>,
  timeoutSeconds: number | null,
): ExactJson[] {
  const base = new Map<string, ExactJson>([
    ['name', synapse.name],
    ['timeout', timeoutSeconds],
  ])
  return synapse.hashFields.map((field) => values.get(field) ?? base.get(field) ?? null)
}
