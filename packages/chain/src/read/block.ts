/** A block on the best chain. */
export interface BlockRef {
  readonly number: number
  /** 0x and 64 hex digits. */
  readonly hash: string
}
