import { reasonOf } from '@subnetkit/base'
import { fromHex } from '../../codec/bytes.js'
import { devnetError } from '../../dev/error.js'
import { u32 } from '../../schema/type.js'
import { itemPrefix } from '../../state/keys.js'
import type { ForkClient } from '../client.js'
import type { PinnedBlock } from '../pinned.js'
import { createProvenTrie, type ProvenTrie, Unproven } from './trie.js'

/** Keys of one proof: those of a page of values. */
const KEYS_A_PROOF = 500

/** Proofs of a node for the storage of one block. Keys are hex without 0x. */
export interface Proofs {
  /** Reads proofs for these keys. Throws FORK_PROOF for what is none. */
  read(keys: readonly string[]): Promise<ProvenTrie>
  /** Refuses a value other than the one that is proven. */
  check(trie: ProvenTrie, key: string, value: Uint8Array | undefined): void
  /** Refuses a listing other than that of all proven keys under the prefix. */
  checkListing(trie: ProvenTrie, prefix: string, keys: readonly string[]): void
}

/** Proofs for the state root of a header; `undefined` from a node that offers none. */
export async function proofsAt(
  client: ForkClient,
  { hash, header }: PinnedBlock,
): Promise<Proofs | undefined> {
  const proofs = createProofs(client, hash, fromHex(header.stateRoot))
  const number = itemPrefix('System', 'Number')
  try {
    proofs.check(await proofs.read([number]), number, u32.codec.enc(header.number))
    return proofs
  } catch (error) {
    if (isRefused(error)) return undefined
    throw error
  }
}

function createProofs(client: ForkClient, block: string, root: Uint8Array): Proofs {
  const { host } = client
  const untrue = (key: string, detail: string, cause?: unknown) =>
    devnetError(
      'FORK_PROOF',
      { host, key: `0x${key.slice(0, 140)}`, block, detail },
      cause === undefined ? {} : { cause },
    )

  const proven = <T>(key: string, look: () => T): T => {
    try {
      return look()
    } catch (cause) {
      throw untrue(cause instanceof Unproven ? cause.path : key, reasonOf(cause), cause)
    }
  }

  /** A node limits the size of an answer, so a proof that it refuses is asked for in halves. */
  const nodesFor = async (keys: readonly string[]): Promise<Uint8Array[]> => {
    try {
      const given = await client.call('state_getReadProof', [keys.map((key) => `0x${key}`), block])
      const nodes = proven(keys[0] as string, () => nodesOf(given, block))
      client.count(
        'bytes of proofs',
        nodes.reduce((sum, { length }) => sum + length, 0),
      )
      return nodes
    } catch (error) {
      if (!isRefused(error) || keys.length === 1) throw error
      const half = Math.ceil(keys.length / 2)
      return (await Promise.all([nodesFor(keys.slice(0, half)), nodesFor(keys.slice(half))])).flat()
    }
  }

  return {
    async read(keys) {
      const trie = createProvenTrie(root)
      const starts = Array.from(
        { length: Math.ceil(keys.length / KEYS_A_PROOF) },
        (_, at) => at * KEYS_A_PROOF,
      )
      await Promise.all(
        starts.map(async (start) => trie.add(await nodesFor(keys.slice(start, start + KEYS_A_PROOF)))),
      )
      return trie
    },
    check(trie, key, value) {
      const there = proven(key, () => trie.get(key))
      if (there ? value && Buffer.compare(there, value) === 0 : !value) return
      throw untrue(key, `${shown(value)} was given, ${shown(there)} is proven`)
    },
    checkListing(trie, prefix, keys) {
      let place = 0
      proven(prefix, () => {
        for (const key of trie.keysUnder(prefix)) {
          if (key !== keys[place]) throw new Unproven(key, 'it was not listed')
          place++
        }
      })
      const extra = keys[place]
      if (extra !== undefined) throw untrue(extra, 'it is listed, but proven to be absent')
    },
  }
}

const shown = (value: Uint8Array | undefined): string =>
  value ? `a value of ${value.length} bytes` : 'no value'

const isRefused = (error: unknown): boolean => devnetError.is(error) && error.code === 'FORK_REFUSED'

function nodesOf(given: unknown, block: string): Uint8Array[] {
  const { at, proof } = (given ?? {}) as { at?: unknown; proof?: unknown }
  if (at !== block) throw new RangeError('the proof is of another block')
  if (!Array.isArray(proof)) throw new RangeError('the proof is not a list')
  return proof.map((node: unknown) => fromHex(String(node)))
}
