import { configError, optionError } from '@subnetkit/base'
import { blockBytes, createHmacOf, digestBytes } from './hmac.js'

/**
 * Random numbers that depend on a key only: the same key gives the same numbers on every machine.
 * Its methods throw CONFIG_INVALID, with the method and the value, for arguments that no draw can follow.
 */
export interface Random {
  /** Returns a number in [0, 1), with 53 random bits. */
  next(): number
  /** Returns an integer from `min` to `max`, both included, all equally likely. */
  int(min: number, max: number): number
  /** Returns one item, all equally likely; of an empty list there is none. */
  pick<T>(items: readonly T[]): T
  /** Returns a copy in random order, all orders equally likely. */
  shuffle<T>(items: readonly T[]): T[]
  /** Returns this many distinct elements in random order, all choices equally likely. */
  sample<T>(items: readonly T[], count: number): T[]
  /** Returns true with this probability, 0 to 1. */
  chance(probability: number): boolean
}

const twoTo48 = 2 ** 48
const twoTo53 = 2 ** 53

/**
 * Random numbers from HMAC-SHA256(key, counter), counter a big-endian u64 from 0. The stream is consumed 6 bytes at
 * a time for integers and 7 for {@link Random.next}; integers reject the tail that would favour small values.
 * Throws CONFIG_INVALID for a key that is not bytes.
 */
export function createRandom(key: Uint8Array): Random {
  if (!(key instanceof Uint8Array)) throw optionError('createRandom key', key, 'bytes')
  const bytes = createByteStream(key)

  function below(span: number): number {
    const limit = twoTo48 - (twoTo48 % span)
    for (;;) {
      const value = bytes.take(6).readUIntBE(bytes.at, 6)
      if (value < limit) return value % span
    }
  }

  const random: Random = {
    next() {
      const taken = bytes.take(7)
      return ((taken[bytes.at]! & 31) * twoTo48 + taken.readUIntBE(bytes.at + 1, 6)) / twoTo53
    },
    int(min, max) {
      if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && max >= min && max - min < twoTo48)) {
        throw configError('CONFIG_INVALID', {
          place: 'random.int',
          detail: `from ${min} to ${max} is no range of integers`,
          fix: 'Pass two integers less than 2^48 apart, the smaller first.',
        })
      }
      return min + below(max - min + 1)
    },
    pick(items) {
      if (listOf(items, 'pick').length === 0)
        throw optionError('random.pick', items, 'a list of at least one item')
      return items[below(items.length)] as (typeof items)[number]
    },
    shuffle<T>(items: readonly T[]) {
      const copy = [...listOf(items, 'shuffle')]
      for (let last = copy.length - 1; last > 0; last -= 1) {
        swap(copy, last, below(last + 1))
      }
      return copy
    },
    // From the front, unlike a shuffle, so that a sample takes as many numbers as it has items.
    sample<T>(items: readonly T[], count: number) {
      const copy = [...listOf(items, 'sample')]
      if (!(Number.isSafeInteger(count) && count >= 0 && count <= copy.length)) {
        throw optionError(
          'random.sample count',
          count,
          `an integer from 0 to the ${copy.length} items of the list`,
        )
      }
      for (let at = 0; at < count; at += 1) swap(copy, at, at + below(copy.length - at))
      return copy.slice(0, count)
    },
    chance(probability) {
      if (probability >= 0 && probability <= 1) return random.next() < probability
      throw optionError('random.chance', probability, 'a probability from 0 to 1')
    },
  }
  return random
}

function listOf<T>(items: readonly T[], method: string): readonly T[] {
  if (Array.isArray(items)) return items
  throw optionError(`random.${method}`, items, 'a list')
}

function swap<T>(items: T[], one: number, other: number): void {
  const moved = items[one] as T
  items[one] = items[other] as T
  items[other] = moved
}

/** Bytes one after the other: `take` returns a buffer that holds the next ones from `at` on, until it is called again. */
interface ByteStream {
  readonly at: number
  take(length: number): Buffer
}

function createByteStream(key: Uint8Array): ByteStream {
  const hmac = createHmacOf(key)
  const message = Buffer.alloc(blockBytes + 8)
  // What is left of one digest, and the next one behind it.
  const held = Buffer.alloc(2 * digestBytes)
  let counter = 0
  let [at, next, end] = [0, 0, 0]
  return {
    get at() {
      return at
    },
    take(length) {
      if (end - next < length) {
        held.copy(held, 0, next, end)
        ;[next, end] = [0, end - next]
        message.writeUInt32BE(Math.floor(counter / 2 ** 32), blockBytes)
        message.writeUInt32BE(counter % 2 ** 32, blockBytes + 4)
        counter += 1
        hmac.digest(message, held, end)
        end += digestBytes
      }
      at = next
      next += length
      return held
    },
  }
}
