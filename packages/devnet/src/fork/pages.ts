import { fromHex } from '../codec/bytes.js'
import type { ForkClient } from './client.js'
import { lie } from './lies.js'
import type { Proofs } from './proof/read-proof.js'
import type { ProvenTrie } from './proof/trie.js'

/** The most that nodes list at once. */
const KEYS_A_PAGE = 1000
const VALUES_A_PAGE = 500
/** Longest key that is believed: no map of the chain has one of a kilobyte. */
const KEY = /^0x(?:[0-9a-f]{2}){1,1024}$/

type Entry = [key: string, value: Uint8Array]

/** Storage at one block of a node. Keys are hex without 0x. */
export interface Pages {
  /** Entries of the keys that have a value. */
  values(keys: readonly string[]): Promise<Entry[]>
  /** All entries whose keys start with the prefix, in order, but for those that `accept` leaves out. */
  under(prefix: string, accept?: (key: string) => boolean): Promise<Entry[]>
}

/**
 * Reads in pages at a block. Each page must be what was asked for, or FORK_INCONSISTENT is thrown; and with proofs it must be
 * what they prove, or FORK_PROOF is thrown.
 */
export function pagesAt(client: ForkClient, block: string, proofs?: Proofs): Pages {
  const { host } = client
  const keysUnder = async (prefix: string): Promise<string[]> => {
    const keys: string[] = []
    for (;;) {
      const after = keys.at(-1) ?? null
      const params = [`0x${prefix}`, KEYS_A_PAGE, after && `0x${after}`, block]
      const more = checkedKeys(host, await client.call('state_getKeysPaged', params), prefix, after)
      client.count('keys', more.length)
      for (const key of more) keys.push(key)
      if (more.length < KEYS_A_PAGE) return keys
    }
  }
  const valuesOf = async (asked: readonly string[], listed: boolean): Promise<Entry[]> => {
    const given = await client.call('state_queryStorageAt', [asked.map((key) => `0x${key}`), block])
    const values = checkedValues(host, given, { asked, block, listed })
    client.count(
      'bytes',
      values.reduce((sum, [key, value]) => sum + key.length / 2 + value.length, 0),
    )
    return values
  }
  const check = (trie: ProvenTrie, asked: readonly string[], entries: readonly Entry[]) => {
    const values = new Map(entries)
    for (const key of asked) proofs?.check(trie, key, values.get(key))
  }
  return {
    async values(keys) {
      const pages = await Promise.all(
        pagesOf(keys).map(async (asked) => {
          const [entries, trie] = await Promise.all([valuesOf(asked, false), proofs?.read(asked)])
          if (trie) check(trie, asked, entries)
          return entries
        }),
      )
      return pages.flat()
    },
    async under(prefix, accept = () => true) {
      const listed = await keysUnder(prefix)
      const asked = listed.filter(accept)
      // The path to the prefix proves that nothing else is under it, also where nothing is.
      const [pages, trie] = await Promise.all([
        Promise.all(pagesOf(asked).map((page) => valuesOf(page, true))),
        proofs?.read([prefix, ...listed]),
      ])
      const entries = pages.flat()
      if (trie) {
        proofs?.checkListing(trie, prefix, listed)
        check(trie, asked, entries)
      }
      return entries
    },
  }
}

const pagesOf = (keys: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(keys.length / VALUES_A_PAGE) }, (_, at) =>
    keys.slice(at * VALUES_A_PAGE, (at + 1) * VALUES_A_PAGE),
  )

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
