import { toWire } from '../subnet/encoding/to-wire.js'
import type { Synapse } from '../subnet/synapse.js'
import { dressInput, nearestFirst, type OpenFields, sizeRatio } from './dress.js'
import type { RequestProfile } from './profile.js'

/** A task as its family draws it. */
interface Drawn {
  readonly input: unknown
  readonly truth: unknown
}

interface Candidate<D> {
  readonly drawn: D
  readonly wire: unknown
  readonly size: number
}

interface DressParameters<D> {
  /** Draws another task of the family in its place. */
  readonly draw: (at: number) => D | null
  readonly open: OpenFields
  readonly profile: RequestProfile
  readonly schema: Synapse['input']
}

/** Tasks of a family that are drawn at most to find one of the size of a request; fewer where all of them are shorter, or all longer. */
const mostDraws = 40
const fewDraws = 24
/** Ratio of sizes at which a task is near enough. */
const nearEnough = 1.03

/**
 * Draws a task that looks like a request of a user: with the open fields of the request, and nearest to it in size. The nearest of a few
 * would be too large on average, since requests of users are shorter than most tasks. It stays as drawn where the schema refuses what the
 * user had sent, or where it is no plain object.
 */
export function dressDraw<D extends Drawn>(first: D, parameters: DressParameters<D>): D {
  const { draw, open, profile, schema } = parameters
  if (Object.prototype.toString.call(first.input) !== '[object Object]') return first
  const found: Candidate<D>[] = []
  for (let at = -1; at < mostDraws - 1; at++) {
    const one = at < 0 ? first : draw(at)
    if (one === null) continue
    const input = dressInput(one.input as object, profile, open)
    const wire = toWire(schema, input)
    const size = Buffer.byteLength(JSON.stringify(wire))
    found.push({ drawn: { ...one, input }, wire, size })
    if (sizeRatio(size, profile.size) <= nearEnough) break
    if (at >= fewDraws - 2 && isOutOfReach(profile.size, found)) break
  }
  return nearestFirst(profile.size, found).find(({ wire }) => schema.safeParse(wire).success)?.drawn ?? first
}

/** True if sizes lie on one side of a size only. */
const isOutOfReach = (size: number, found: readonly { readonly size: number }[]): boolean =>
  found.every((one) => one.size > size) || found.every((one) => one.size < size)
