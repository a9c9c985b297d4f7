import { z } from 'zod'
import { toHex } from '../../codec/bytes.js'
import { blake2b256 } from '../../codec/hash.js'
import type { StateRoot } from '../../state/root.js'
import { readRoot } from '../../state/store.js'
import { hex } from './hex.js'

export const diffQuery = z.object({
  key: hex.nullish().transform((key) => key ?? '0x'),
  returnType: z.enum(['value', 'hash']),
  childTrieKey: hex.nullish(),
})

interface DiffQuery {
  readonly key: string
  readonly returnType: 'value' | 'hash'
  readonly childTrieKey?: string | null | undefined
}

interface Difference {
  readonly key: string
  readonly value?: string
  readonly hash?: string
  readonly type: 'added' | 'modified' | 'deleted'
}

/** Differences of two states under the prefixes asked for, each prefix once. This chain has no child tries, so none is in them. */
export function* diffOf(
  before: StateRoot,
  after: StateRoot,
  queries: readonly DiffQuery[],
): Generator<Difference> {
  const listed = new Set<string>()
  for (const { key, returnType, childTrieKey } of queries) {
    const isTwice = listed.has(`${returnType} ${key}`)
    listed.add(`${returnType} ${key}`)
    if (!isTwice && (childTrieKey ?? null) === null) yield* diffUnder(before, after, key, returnType)
  }
}

function* diffUnder(
  before: StateRoot,
  after: StateRoot,
  prefix: string,
  returnType: 'value' | 'hash',
): Generator<Difference> {
  const [old, now] = [readRoot(before), readRoot(after)]
  const content = (value: Uint8Array) =>
    returnType === 'value' ? { value: toHex(value) } : { hash: toHex(blake2b256(value)) }
  for (const [key, value] of now.entries(prefix.slice(2))) {
    const earlier = old.get(key)
    if (!earlier) yield { key: `0x${key}`, ...content(value), type: 'added' }
    else if (Buffer.compare(earlier, value) !== 0)
      yield { key: `0x${key}`, ...content(value), type: 'modified' }
  }
  for (const [key] of old.entries(prefix.slice(2))) {
    if (!now.get(key)) yield { key: `0x${key}`, type: 'deleted' }
  }
}
