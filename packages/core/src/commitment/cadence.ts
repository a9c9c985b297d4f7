/** Share of an epoch's space that round notices plan to use; the rest is for entries of other kinds. */
const noticeShare = 3 / 4
/** Longest tempo of the chain: stands in for a subnet whose space is never free again. */
const longestTempo = 50_400

/** Budget of round notices. */
export interface NoticeBudget {
  /** Blocks of an epoch; 0 for a subnet without epochs. */
  readonly tempo: number
  /** Space of an epoch, in bytes. */
  readonly limit: number
  /** Space that one notice takes, in bytes. */
  readonly charge: number
  /** Mechanisms that publish notices in the same commitment. */
  readonly mechanisms: number
}

/** Blocks from one notice of a mechanism to its next one, so that the space of an epoch suffices for all. */
export function noticeSpacing({ tempo, limit, charge, mechanisms }: NoticeBudget): number {
  const epoch = tempo === 0 ? longestTempo : tempo
  return Math.ceil((epoch * charge * mechanisms) / (limit * noticeShare))
}
