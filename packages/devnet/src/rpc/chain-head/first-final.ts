import type { Block } from '../../chain/block.js'
import type { Chain } from '../../chain/chain.js'
import { createStateReader } from '../../state/state.js'
import { readRoot } from '../../state/store.js'

/** Final blocks to begin with: about a minute of mainnet. */
const FIRST_FINAL = 6

/** Blocks of these heights, as far as they are remembered. */
export function blocksOf(chain: Chain, first: number, last: number): Block[] {
  const blocks: Block[] = []
  for (let number = first; number <= last; number++) {
    const block = chain.blockAt(number)
    if (block) blocks.push(block)
  }
  return blocks
}

/**
 * Final blocks to begin a follower with. A client that was stopped by a revert behind finality, and is given a block that it
 * knows, takes the node to be late, and waits for the heights that it has seen. So it begins with blocks that it does not know, where there
 * are such; those after them come as new ones that become final at once. For its sake the genesis is left out while there is another.
 * All of them have the runtime of the last: polkadot-api 2 never ends its search for the change among three or more.
 */
export function firstFinal(chain: Chain, known: ReadonlySet<string>): Block[] {
  const last = chain.finalized.header.number
  const isKnown = (number: number) => known.has(chain.blockAt(number)?.hash ?? '')
  let end = last
  while (isKnown(end)) end--
  if (!chain.blockAt(end)) end = last
  let first = end
  const version = versionAt(chain, end)
  const isFit = (number: number) =>
    number > 0 &&
    chain.blockAt(number) !== undefined &&
    !isKnown(number) &&
    versionAt(chain, number) === version
  while (end - first + 1 < FIRST_FINAL && isFit(first - 1)) first--
  return blocksOf(chain, first, end)
}

/** Spec version of the runtime that a remembered block leaves. */
function versionAt(chain: Chain, number: number): number | undefined {
  const block = chain.blockAt(number)
  return block && chain.imageAt(createStateReader(readRoot(block.root))).specVersion
}
