import { checked } from '@subnetkit/base'

/** A block on the best chain. */
export interface BlockRef {
  readonly number: number
  /** 0x and 64 hex digits. */
  readonly hash: string
}

/** Field for a block to read at; an object that has more than number and hash will do. */
export const blockRef = checked<BlockRef>((value) => {
  const { number, hash } = Object(value) as { number?: unknown; hash?: unknown }
  const isNumber = Number.isSafeInteger(number) && (number as number) >= 0
  return isNumber && typeof hash === 'string' && /^0x[0-9a-f]{64}$/i.test(hash)
}, 'a block, { number, hash }')
