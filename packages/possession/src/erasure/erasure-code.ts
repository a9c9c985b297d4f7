import { ensureInput, possessionError } from '../errors.js'
import { addMultiple, inverse, invertMatrix } from './galois.js'

/** Shape of a code: any `data` of the `data + parity` shards restore all of them. */
export interface ErasureShape {
  /** Shards that the data is split into, at least 1. */
  readonly data: number
  /** Shards added to them, at least 1. */
  readonly parity: number
}

/** Reed-Solomon code over GF(2^8). The first shards are the data itself. */
export interface ErasureCode extends ErasureShape {
  /** Returns all shards of some data, whose length is a multiple of `data`. Those of the data are views of it. */
  encode(data: Uint8Array): Uint8Array[]
  /** Returns all shards from those that are left, the others null. Throws SHARDS_TOO_FEW when too few are left. */
  restore(shards: readonly (Uint8Array | null)[]): Uint8Array[]
}

const mostShards = 256

/**
 * Makes a code from a Cauchy matrix, of which every square part is regular. Throws POSSESSION_INPUT_INVALID for a shape that no
 * code has, and its methods for shards of different or no length.
 */
export function createErasureCode({ data, parity }: ErasureShape): ErasureCode {
  const isCount = (count: number) => Number.isSafeInteger(count) && count >= 1
  ensureInput(
    isCount(data) && isCount(parity) && data + parity <= mostShards,
    'createErasureCode',
    `${data} + ${parity} shards`,
    `two positive integers that add up to at most ${mostShards}`,
  )
  const total = data + parity
  const places = Array.from({ length: data }, (_, at) => at)
  /** Row of the matrix for each parity shard. */
  const rows = Array.from({ length: parity }, (_, at) => places.map((place) => inverse((data + at) ^ place)))

  function parityOf(at: number, shards: readonly Uint8Array[]): Uint8Array {
    const shard = new Uint8Array(shards[0]!.length)
    for (const place of places) addMultiple(shard, shards[place]!, rows[at]![place]!)
    return shard
  }

  /** Restores the lost data shards from as many parity shards, whose sums lack nothing but them. */
  function restoreData(left: readonly (Uint8Array | null)[], length: number): Uint8Array[] {
    const lost = places.filter((place) => left[place] === null)
    const helpers = rows.flatMap((_, at) => (left[data + at] ? [at] : [])).slice(0, lost.length)
    const sums = helpers.map((at) => {
      const sum = Uint8Array.from(left[data + at]!)
      for (const place of places) if (left[place]) addMultiple(sum, left[place], rows[at]![place]!)
      return sum
    })
    const solved = invertMatrix(helpers.map((at) => lost.map((place) => rows[at]![place]!)))
    return places.map((place) => {
      const shard = left[place]
      if (shard) return shard
      const restored = new Uint8Array(length)
      for (const [at, factor] of solved[lost.indexOf(place)]!.entries())
        addMultiple(restored, sums[at]!, factor)
      return restored
    })
  }
  return {
    data,
    parity,
    encode(bytes) {
      ensureInput(
        bytes.length > 0 && bytes.length % data === 0,
        'encode',
        `${bytes.length} bytes`,
        `bytes that ${data} shards divide evenly`,
      )
      const length = bytes.length / data
      const shards = places.map((at) => bytes.subarray(at * length, (at + 1) * length))
      return [...shards, ...rows.map((_, at) => parityOf(at, shards))]
    },
    restore(left) {
      ensureInput(
        left.length === total,
        'restore',
        `${left.length} shards`,
        `${total} shards, null for each that is lost`,
      )
      const present = left.filter((shard) => shard !== null)
      if (present.length < data) {
        throw possessionError('SHARDS_TOO_FEW', { present: present.length, needed: data })
      }
      const { length } = present[0]!
      ensureInput(
        length > 0 && present.every((shard) => shard.length === length),
        'restore',
        `shards of ${[...new Set(present.map((shard) => shard.length))].join(', ')} bytes`,
        'shards of one length',
      )
      const shards = restoreData(left, length)
      return [...shards, ...rows.map((_, at) => left[data + at] ?? parityOf(at, shards))]
    },
  }
}
