import { isSubnetError, type SubnetError } from '@subnetkit/base'
import type { Random } from '@subnetkit/core'
import type { z } from 'zod'
import { transportError } from '../../errors/transport-error.js'
import { hasParts } from '../parts.js'
import type { Json } from '../schema-node.js'
import { wireSchema } from '../wire-schema.js'
import { countParts, numberParts, placeParts, samplePartsOf } from './frame.js'
import { sample } from './sample.js'
import { judge } from './verdict.js'

/** Random samples of a schema, apart from the least and the most. */
const samples = 8

interface Wanted {
  /** Noun of the product that needs the values, for errors. */
  readonly product: string
  readonly schema: z.ZodType
  readonly place: string
  readonly maxBytes: number
}

/**
 * Draws values that the schema itself accepts, and takes those of the `known` ones that it accepts. Throws
 * SCHEMA_UNSUPPORTED, with the place, if there is none.
 */
export async function validValues(
  { product, schema, place, maxBytes }: Wanted,
  known: readonly Json[],
  random: Random,
): Promise<readonly [Json, ...Json[]]> {
  const { drawn, failure } = drawAll()
  const valid: Json[] = []
  let refusal = 'each is larger than its maxBytes'
  const isFramed = hasParts(wireSchema(schema, '#'))
  for (const value of [...drawn, ...known]) {
    const body = JSON.stringify(value)
    if (Buffer.byteLength(body) > maxBytes) continue
    const { verdict, reason } = await judge(schema, body, isFramed ? samplePartsOf(countParts(value)) : null)
    if (verdict.code === 'OK') valid.push(value)
    else refusal = `${verdict.path === '' ? 'value' : verdict.path}: ${reason}`
  }
  const [first, ...others] = valid
  if (first !== undefined) return [first, ...others]
  if (failure) throw failure
  throw transportError('SCHEMA_UNSUPPORTED', {
    product,
    place,
    detail: `this schema: each value that was tried fails (${refusal})`,
    fix: 'Give the schema values to choose from, .meta({ examples: [ … ] }), or a task that calls the synapse.',
  })

  /** Smallest, typical and largest values that the schema allows; `failure` is the reason why there are no more. */
  function drawAll(): { readonly drawn: readonly Json[]; readonly failure: SubnetError | null } {
    const root = wireSchema(schema, '#')
    const drawn: Json[] = []
    const some = Array.from({ length: samples }, () => 'some' as const)
    try {
      for (const size of ['least', ...some, 'most'] as const)
        drawn.push(numberParts(sample({ product, root, random, size }, root, place)))
      return { drawn, failure: null }
    } catch (error) {
      if (!isSubnetError(error, 'SCHEMA_UNSUPPORTED')) throw error
      return { drawn, failure: error }
    }
  }
}

/** Options of {@link sampleValues}. */
export interface SampleOptions {
  /** Place of the schema, for errors, such as `protocol.ask.output`. */
  readonly place: string
  /** Largest value as JSON, in bytes. */
  readonly maxBytes: number
  readonly random: Random
}

/**
 * Draws values that a schema accepts, as they arrive on the wire: the smallest, some at random and the largest, as far as it
 * accepts each. Throws SCHEMA_UNSUPPORTED, with the place, if no value is found.
 */
export async function sampleValues(
  schema: z.ZodType,
  { place, maxBytes, random }: SampleOptions,
): Promise<readonly unknown[]> {
  const values = await validValues({ product: 'sample', schema, place, maxBytes }, [], random)
  return values.map((value) => placeParts(value, samplePartsOf(countParts(value)))?.value ?? value)
}
