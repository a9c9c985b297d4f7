import { hashLeaf } from '@subnetkit/base'
import { ensureInput } from '../errors.js'
import { blockLeaves, leafBytes, mostObjectBytes, type ObjectShape } from './leaf.js'
import { createRootBuilder, type RootBuilder } from './root-builder.js'

/** Tree of an object as its holder keeps it: 32 bytes for each block, 0.05 % of the object. */
export interface ObjectTree extends ObjectShape {
  /** Hashes of its blocks: the nodes of the tree that are six levels above the leaves. */
  readonly blocks: readonly Uint8Array[]
}

/** Hashes an object that comes in chunks of any size. */
export interface ObjectHasher {
  /** Adds bytes. Throws POSSESSION_INPUT_INVALID beyond the largest object. */
  update(chunk: Uint8Array): void
  /** Ends the object. Throws POSSESSION_INPUT_INVALID for one without bytes. */
  digest(): ObjectTree
}

/** Options of {@link createObjectHasher}. */
export interface ObjectHasherOptions {
  /** Keep the hashes of the blocks, which proofs need; without them memory stays at one leaf and one hash for each level. @default true */
  readonly blocks?: boolean | undefined
}

/** Hashes an object as it streams by. */
export function createObjectHasher({ blocks: keeps = true }: ObjectHasherOptions = {}): ObjectHasher {
  const whole = createRootBuilder()
  const blocks: Uint8Array[] = []
  const leaf = new Uint8Array(leafBytes)
  let block: RootBuilder = createRootBuilder()
  let size = 0
  let filled = 0
  let inBlock = 0

  function endBlock(): void {
    const root = block.root()!
    whole.add(root)
    if (keeps) blocks.push(root)
    block = createRootBuilder()
    inBlock = 0
  }
  function endLeaf(content: Uint8Array): void {
    block.add(hashLeaf(content))
    inBlock += 1
    if (inBlock === blockLeaves) endBlock()
  }
  return {
    update(chunk) {
      size += chunk.length
      ensureInput(
        size <= mostObjectBytes,
        'createObjectHasher',
        `the object has more than ${mostObjectBytes} bytes`,
        `objects of at most ${mostObjectBytes} bytes`,
      )
      for (let at = 0; at < chunk.length; ) {
        if (filled === 0 && chunk.length - at >= leafBytes) {
          endLeaf(chunk.subarray(at, at + leafBytes))
          at += leafBytes
          continue
        }
        const part = chunk.subarray(at, at + leafBytes - filled)
        leaf.set(part, filled)
        filled += part.length
        at += part.length
        if (filled < leafBytes) break
        endLeaf(leaf)
        filled = 0
      }
    },
    digest() {
      ensureInput(size > 0, 'createObjectHasher', 'the object is empty', 'objects of at least one byte')
      if (filled > 0) endLeaf(leaf.subarray(0, filled))
      if (inBlock > 0) endBlock()
      return { size, root: whole.root()!, blocks }
    },
  }
}

/** Hashes an object of chunks. Throws POSSESSION_INPUT_INVALID for an empty or too large one, and what the source throws. */
export async function hashObject(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options?: ObjectHasherOptions,
): Promise<ObjectTree> {
  const hasher = createObjectHasher(options)
  for await (const chunk of source) hasher.update(chunk)
  return hasher.digest()
}
