import { fromHex } from '../codec/bytes.js'
import type { ForkClient } from './client.js'
import { lie } from './lies.js'

/** The most that nodes list at once. */
const KEYS_A_PAGE = 1000
const VALUES_A_PAGE = 500
/** Longest key that is believed: no map of the chain has one of a kilobyte. */
const KEY = /^0x(?:[0-9a-f]{2}){1,1024}$/

/** Storage at one block of a node. Keys are hex without 0x. */
export interface Pages {
  /** All keys that start with the prefix, in order. */
  keys(prefix: string): Promise<string[]>
  /** Values of the keys that have one. `listed` keys must have one. */
  values(keys: readonly string[], listed?: 'listed'): Promise<[key: string, value: Uint8Array][]>
}

/** Reads in pages at a block. Each page must be what was asked for, or FORK_INCONSISTENT is thrown. */
export function pagesAt(client: ForkClient, block: string): Pages {
  const page = async (prefix: string, after: string | null): Promise<string[]> => {
    const start = after && `0x${after}`
    const given = await client.call('state_getKeysPaged', [`0x${prefix}`, KEYS_A_PAGE, start, block])
    return checkedKeys(client.host, given, prefix, after)
  }
  return {
    async keys(prefix) {
      const keys: string[] = []
      for (;;) {
        const more = await page(prefix, keys.at(-1) ?? null)
        client.count('keys', more.length)
        for (const key of more) keys.push(key)
        if (more.length < KEYS_A_PAGE) return keys
      }
    },
    async values(keys, listed) {
      const starts = Array.from(
        { length: Math.ceil(keys.length / VALUES_A_PAGE) },
        (_, at) => at * VALUES_A_PAGE,
      )
      const pages = await Promise.all(
        starts.map(async (start) => {
          const asked = keys.slice(start, start + VALUES_A_PAGE)
          const given = await client.call('state_queryStorageAt', [asked.map((key) => `0x${key}`), block])
          const values = checkedValues(client.host, given, { asked, block, listed: listed !== undefined })
          client.count(
            'bytes',
            values.reduce((sum, [key, value]) => sum + key.length / 2 + value.length, 0),
          )
          return values
        }),
      )
      return pages.flat()
    },
  }
}

/** Ascending keys end: a page that repeats an earlier one is refused by its first key. */
function checkedKeys(host: string, given: unknown, prefix: string, after: string | null): string[] {
  if (!Array.isArray(given)) throw lie(host, 'a page of keys is not a list')
  if (given.length > KEYS_A_PAGE) throw lie(host, `a page of ${KEYS_A_PAGE} keys has ${given.length}`)
  let last = after ?? ''
  return given.map((text: unknown) => {
    if (typeof text !== 'string' || !KEY.test(text)) throw lie(host, 'a key is not 0x-hex')
    const key = text.slice(2)
    if (!key.startsWith(prefix)) throw lie(host, `${text.slice(0, 140)} is not under 0x${prefix}`)
    if (key <= last) throw lie(host, `the keys under 0x${prefix} repeat or are out of order`)
    last = key
    return key
  })
}

interface Asked {
  readonly asked: readonly string[]
  readonly block: string
  readonly listed: boolean
}

function checkedValues(
  host: string,
  given: unknown,
  { asked, block, listed }: Asked,
): [string, Uint8Array][] {
  const sets = Array.isArray(given) ? (given as readonly unknown[]) : []
  const set = sets.length === 1 ? (sets[0] as { block?: unknown; changes?: unknown } | null) : undefined
  if (set?.block !== block) throw lie(host, 'values are not those of the block that was asked for')
  const { changes } = set
  if (!Array.isArray(changes) || changes.length !== asked.length) {
    throw lie(host, 'values are missing, or there are more than were asked for')
  }
  const wanted = new Set(asked)
  const values: [string, Uint8Array][] = []
  for (const change of changes as readonly unknown[]) {
    const [key, value] = Array.isArray(change) ? (change as readonly unknown[]) : []
    if (typeof key !== 'string' || !wanted.delete(key.slice(2))) {
      throw lie(host, 'a value has a key that was not asked for, or one twice')
    }
    if (value === null && listed) throw lie(host, `${key.slice(0, 140)} is listed, but has no value`)
    if (value !== null) values.push([key.slice(2), bytesOf(host, key, value)])
  }
  return values
}

function bytesOf(host: string, key: string, value: unknown): Uint8Array {
  try {
    return fromHex(value as string)
  } catch (cause) {
    throw lie(host, `the value of ${key.slice(0, 140)} is not 0x-hex`, cause)
  }
}
