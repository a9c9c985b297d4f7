import { toWire } from '../subnet/encoding/to-wire.js'
import type { Synapse } from '../subnet/synapse.js'
import { dressInput, nearestTo, type OpenFields } from './dress.js'
import type { RequestProfile } from './profile.js'

/** A task as its family draws it. */
interface Drawn {
  readonly input: unknown
  readonly truth: unknown
}

interface DressParameters<D> {
  /** Draws another task of the family in its place. */
  readonly draw: (at: number) => D | null
  readonly open: OpenFields
  readonly profile: RequestProfile
  readonly schema: Synapse['input']
}

/** Tasks of a family of which the one is sent that has most nearly the size of the request. */
const candidates = 12

/**
 * Draws a task that looks like a request of a user: the nearest in size of several, with the open fields of the request. It stays as
 * drawn where the schema refuses what the user had sent, or where it is no plain object.
 */
export function dressDraw<D extends Drawn>(first: D, parameters: DressParameters<D>): D {
  const { draw, open, profile, schema } = parameters
  if (Object.prototype.toString.call(first.input) !== '[object Object]') return first
  const more = Array.from({ length: candidates - 1 }, (_, at) => draw(at)).filter((one) => one !== null)
  const dressed = [first, ...more].flatMap((one) => {
    const input = dressInput(one.input as object, profile, open)
    const wire = toWire(schema, input)
    return schema.safeParse(wire).success
      ? [{ drawn: { ...one, input }, size: Buffer.byteLength(JSON.stringify(wire)) }]
      : []
  })
  return nearestTo(profile.size, dressed)?.drawn ?? first
}
