import type { Of } from '../schema/type.js'
import type { dispatchClass } from '../schema/types/dispatch.js'
import { adminUtilsWeights } from './measured/admin-utils.js'
import { palletWeights } from './measured/pallets.js'
import { subtensorWeights } from './measured/subtensor.js'
import { noWeight, type Weight, weightOf } from './weight.js'

export type DispatchClass = Of<typeof dispatchClass>

/** Weight of a call by itself: without the calls that it wraps. */
export interface MeasuredWeight {
  readonly base: Weight
  /** For each unit of what the call is given: bytes, items, calls or signatories. */
  readonly each: Weight
  readonly class: DispatchClass
  readonly isFree: boolean
}

interface DatedWeight extends MeasuredWeight {
  readonly since: number
}

/**
 * Calls without an entry: none that the metadata has, as a test shows. A call of 10 ms is dear enough to be noticed, and
 * cheap enough to be sent.
 */
const unknown: MeasuredWeight = {
  base: weightOf(10_000_000_000),
  each: noWeight,
  class: 'Normal',
  isFree: false,
}

const table: Readonly<Record<string, string>> = {
  ...subtensorWeights,
  ...adminUtilsWeights,
  ...palletWeights,
}
const parsed = new Map<string, readonly DatedWeight[]>()

/** Returns true if the weight of a call is known. */
export const isMeasured = (call: string): boolean => table[call] !== undefined

/**
 * Weight of `Pallet.call` in a version: as of the newest release that is not newer, of the oldest one for versions before
 * all of them.
 */
export function measuredWeight(call: string, specVersion: number): MeasuredWeight {
  const text = table[call]
  if (text === undefined) return unknown
  let dated = parsed.get(call)
  if (!dated) {
    dated = parseMeasured(text)
    parsed.set(call, dated)
  }
  return dated.findLast(({ since }) => since <= specVersion) ?? dated[0] ?? unknown
}

const entry =
  /^(\d+): (\d+)(?:\/(\d+))?(?: (\d+)r)?(?: (\d+)w)?(?: \+(\d+)(?:\/(\d+))?)?(?: \+(\d+)r)?(?: \+(\d+)w)?((?: (?:operational|mandatory|free))*)$/

/**
 * Reads the weights of a call by release: `293: 4397000/134 1r 2w +1307089/70 +1r +1w operational free`. That is, since spec
 * 293: picoseconds/bytes, reads and writes of storage; the same for each unit with a plus; and the class, if it is not normal,
 * and free if no fee is paid.
 */
export function parseMeasured(text: string): DatedWeight[] {
  return text.split('; ').map((part) => {
    const match = entry.exec(part)
    if (!match) throw new RangeError(`not a measured weight: ${part}`)
    const [since, time, proof, reads, writes, eachTime, eachProof, eachReads, eachWrites] = match
      .slice(1, 10)
      .map((value) => Number(value ?? 0))
    const flags = new Set((match[10] ?? '').trim().split(' '))
    return {
      since: since!,
      base: weightOf(time!, proof, reads, writes),
      each: weightOf(eachTime!, eachProof, eachReads, eachWrites),
      class: flags.has('mandatory') ? 'Mandatory' : flags.has('operational') ? 'Operational' : 'Normal',
      isFree: flags.has('free'),
    }
  })
}
