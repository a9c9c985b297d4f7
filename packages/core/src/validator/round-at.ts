/** Number of the round that a block belongs to: its first block. */
export const roundAt = (block: number, roundBlocks: number): number => block - (block % roundBlocks)
