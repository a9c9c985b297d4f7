import { type Header, hashHeader } from '../../chain/header.js'
import { fromHex } from '../../codec/bytes.js'
import type { Devnet } from '../../devnet.js'
import { readHeader } from '../pinned.js'
import type { Exchange, Node } from './ports.js'
import { type BuiltTrie, buildTrie } from './trie.js'

/**
 * A node with the storage of a devnet's head, whose header has the root of a real trie, so that it can prove what it answers: the
 * devnet itself has no trie. `lie` answers in its place where it returns something.
 */
export async function provingNode(
  { provider, head }: Devnet,
  { version = 1, lie = () => undefined }: { version?: 0 | 1; lie?: (exchange: Exchange) => unknown } = {},
): Promise<Node> {
  const trie = buildTrie(await entriesOf(provider), version)
  const header: Header = readHeader('a devnet', await provider.send('chain_getHeader', [head.hash]))
  const proven: Header = { ...header, stateRoot: trie.root }
  const names = [
    [head.hash, hashHeader(proven)],
    [header.stateRoot, trie.root],
  ] as const
  return async (exchange) => {
    const { method, params } = exchange
    const asked = JSON.parse(
      names.reduce((text, [own, shown]) => text.replaceAll(shown, own), JSON.stringify(params)),
    )
    const answer = async () => {
      if (method === 'state_getReadProof') return proofOf(trie, params)
      const own = JSON.stringify(await provider.send(method, asked))
      return JSON.parse(names.reduce((text, [from, to]) => text.replaceAll(from, to), own))
    }
    return (await lie({ ...exchange, answer })) ?? answer()
  }
}

function proofOf(trie: BuiltTrie, params: readonly unknown[]) {
  const [keys, at] = params as [string[], string]
  return { at, proof: trie.proofOf(keys.map((key) => key.slice(2))) }
}

async function entriesOf(provider: Devnet['provider']): Promise<[string, Uint8Array][]> {
  const entries: [string, Uint8Array][] = []
  for (;;) {
    const after = entries.at(-1)?.[0]
    const keys = await provider.send<string[]>('state_getKeysPaged', [
      '0x',
      1000,
      after ? `0x${after}` : null,
    ])
    const sets = await provider.send<[{ changes: [string, string][] }]>('state_queryStorageAt', [keys])
    for (const [key, value] of sets[0].changes) entries.push([key.slice(2), fromHex(value)])
    if (keys.length < 1000) return entries
  }
}
