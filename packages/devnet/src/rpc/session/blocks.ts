import type { Block } from '../../chain/block.js'
import type { Chain } from '../../chain/chain.js'
import type { Header } from '../../chain/header.js'
import { toHex } from '../../codec/bytes.js'
import { digestItem } from '../../schema/types/system.js'
import { unknownBlock } from './errors.js'

/** The block that a parameter names, the head when it names none. */
export function resolveBlock(chain: Chain, hash: string | undefined): Block {
  if (hash === undefined) return chain.head
  const block = chain.blockByHash(hash)
  if (!block) throw unknownBlock(hash)
  return block
}

/**
 * The block whose runtime answers for that of a parameter. Clients read a block with the runtime of its parent; the parent of a
 * forked block was not read, nor is that of the oldest block remembered: the block itself stands for it.
 */
export function runtimeBlock(chain: Chain, hash: string | undefined): Block {
  if (hash === undefined) return chain.head
  const isChild = ({ header }: Block) => header.number > 0 && header.parentHash === hash
  const block = chain.blockByHash(hash) ?? chain.blocks().find(isChild)
  if (!block) throw unknownBlock(hash)
  return block
}

/** A header as JSON. */
export function headerJson(header: Header) {
  return {
    parentHash: header.parentHash,
    number: `0x${header.number.toString(16)}`,
    stateRoot: header.stateRoot,
    extrinsicsRoot: header.extrinsicsRoot,
    digest: { logs: header.digest.logs.map((item) => toHex(digestItem.codec.enc(item))) },
  }
}
