import { bnToU8a } from '@polkadot/util'
import { optionError } from '@subnetkit/base'

const fewestBlocks = 4
/** Longer ones are quantised, and nodes forget block hashes after 4096 blocks. */
const mostBlocks = 4096

/** The two bytes of a mortal era of `blocks`, beginning with block `birth`. Throws CONFIG_INVALID for odd lengths. */
export function encodeEra(blocks: number, birth: number): Uint8Array {
  if (blocks < fewestBlocks || blocks > mostBlocks || !Number.isInteger(Math.log2(blocks))) {
    throw optionError('eraBlocks', blocks, `a power of two from ${fewestBlocks} to ${mostBlocks}`)
  }
  return bnToU8a((Math.log2(blocks) - 1) | ((birth % blocks) << 4), { bitLength: 16 })
}
