import type { Choice } from './ballot.js'

/** A validator as the tally sees it. */
export interface ValidatorVote {
  /** SS58 address of the hotkey. */
  readonly hotkey: string
  /** Stake that the subnet weighs it with, in rao. */
  readonly stake: bigint
  /** Null if it has not voted. */
  readonly choice: Choice | null
}

/** A nominator's vote with its part of the stake of one validator. */
export interface NominatorVote {
  /** SS58 address of the coldkey. */
  readonly coldkey: string
  readonly hotkey: string
  /** Part of the stake of the validator, in rao. */
  readonly stake: bigint
  readonly choice: Choice
}

/** Stake by vote, in rao. */
export interface Tally {
  readonly yes: bigint
  readonly no: bigint
  readonly abstain: bigint
  readonly absent: bigint
  /** All of it. */
  readonly total: bigint
}

/** Counts stake by vote. What a nominator decides is taken off its validator, and never more than that has. */
export function countVotes(
  validators: readonly ValidatorVote[],
  nominators: readonly NominatorVote[] = [],
): Tally {
  const sums = { yes: 0n, no: 0n, abstain: 0n, absent: 0n, total: 0n }
  for (const { hotkey, stake, choice } of validators) {
    let left = stake
    for (const vote of nominators) {
      if (vote.hotkey !== hotkey) continue
      const part = vote.stake < left ? vote.stake : left
      sums[vote.choice] += part
      left -= part
    }
    sums[choice ?? 'absent'] += left
    sums.total += stake
  }
  return sums
}

/** Outcome of a count. */
export interface Verdict {
  readonly accepted: boolean
  /** Null for an accepted one. */
  readonly reason: 'quorum' | 'threshold' | null
}

/** Decides by exact arithmetic: quorum and threshold are in ten-thousandths. */
export function judge(
  { yes, no, abstain, total }: Tally,
  rule: { readonly quorum: number; readonly threshold: number },
): Verdict {
  const voted = yes + no + abstain
  if (total === 0n || voted * 10_000n < total * tenThousandths(rule.quorum)) {
    return { accepted: false, reason: 'quorum' }
  }
  const accepted = yes * 10_000n > (yes + no) * tenThousandths(rule.threshold)
  return { accepted, reason: accepted ? null : 'threshold' }
}

const tenThousandths = (share: number) => BigInt(Math.round(share * 10_000))
