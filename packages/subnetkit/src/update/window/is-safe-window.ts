/** Facts that decide if a process may be stopped: everything by block, at one moment. */
export interface WindowState {
  /** Newest block; null before the first. */
  readonly head: number | null
  /** Blocks that a restart takes, as estimated. */
  readonly restartBlocks: number
  /** Blocks that must be left to the next weights. */
  readonly weightsBlocks: number
  /** Work that closing would wait for, such as `3 queries`; null for none. */
  readonly running: string | null
  /** Null for a worker, which has no rounds of its own. */
  readonly mechanisms: readonly MechanismWindow[] | null
}

/** One mechanism of a validator or coordinator. */
export interface MechanismWindow {
  readonly mechanism: number
  readonly roundBlocks: number
  /** The newest round in the store; null if there is none. */
  readonly newestRound: number | null
  /** First round that is neither folded nor skipped; null if there is none. */
  readonly openRound: number | null
  /** Folded round whose weights step is not over; null if there is none. */
  readonly undecidedRound: number | null
  /** Block from which it can be taken; null if that is now, or without one. */
  readonly undecidedUntil: number | null
  /** Weights that are not settled. */
  readonly outbox: readonly {
    readonly key: string
    readonly stage: string
    /** Block from which a commit can be revealed; null while it is on its way to the chain, or if unknown. */
    readonly revealBlock: number | null
  }[]
  /** Block from which the chain takes the next weights; null if unknown. */
  readonly weightsDue: number | null
}

/** Codes of reasons to go on running. */
export type WindowReasonCode =
  | 'STARTING'
  | 'NO_BLOCK'
  | 'JOBS_RUNNING'
  | 'ROUND_OPEN'
  | 'ROUND_DUE'
  | 'ROUND_NEAR'
  | 'WEIGHTS_UNDECIDED'
  | 'WEIGHTS_IN_FLIGHT'
  | 'WEIGHTS_NEAR'
  | 'REVEAL_NEAR'

/** Reason for which a process should not be stopped now. */
export interface WindowReason {
  readonly code: WindowReasonCode
  readonly sentence: string
}

/** Answer to the question if a process may be stopped now. */
export interface WindowVerdict {
  readonly safe: boolean
  readonly reasons: readonly WindowReason[]
}

/**
 * Decides if a process may be stopped and started again without a loss: no round is between its plan and its fold, nothing is on its way
 * to the chain, and neither a round, weights nor a reveal is due before it would run again.
 */
export function isSafeWindow(state: WindowState): WindowVerdict {
  const { head, running, mechanisms } = state
  const reasons: WindowReason[] = []
  if (running !== null) reasons.push({ code: 'JOBS_RUNNING', sentence: `${running} under way` })
  if (mechanisms !== null) {
    if (head === null) reasons.push({ code: 'NO_BLOCK', sentence: 'no block has arrived yet' })
    else for (const one of mechanisms) reasons.push(...reasonsOf(one, { ...state, head }))
  }
  return { safe: reasons.length === 0, reasons }
}

function reasonsOf(
  one: MechanismWindow,
  { head, ...margins }: WindowState & { readonly head: number },
): readonly WindowReason[] {
  const { roundBlocks, newestRound, openRound, undecidedRound, undecidedUntil, outbox, weightsDue } = one
  // A round that begins during a restart is planned late, which loses nothing: no margin may keep the window shut for ever.
  const most = Math.floor(roundBlocks / 2)
  const [restartBlocks, weightsBlocks] = [margins.restartBlocks, margins.weightsBlocks].map((blocks) =>
    Math.min(blocks, most),
  ) as [number, number]
  const reasons: WindowReason[] = []
  const add = (code: WindowReasonCode, sentence: string) => reasons.push({ code, sentence })
  const current = head - (head % roundBlocks)
  const next = Math.max(current + roundBlocks, newestRound === null ? 0 : newestRound + 1)
  const left = (block: number) => `in ${block - head} blocks, and a restart takes ${restartBlocks}`
  if (openRound !== null) add('ROUND_OPEN', `round ${openRound} is not folded yet`)
  if (newestRound === null || newestRound < current)
    add('ROUND_DUE', `round ${current} is about to be planned`)
  if (next - head <= restartBlocks) add('ROUND_NEAR', `round ${next} begins ${left(next)}`)
  if (undecidedRound !== null && (undecidedUntil ?? head) - head <= restartBlocks)
    add('WEIGHTS_UNDECIDED', `the weights of round ${undecidedRound} are not decided yet`)
  // Weights follow a fold, so that none are set before the next round, unless those of the last one wait for their block.
  const weights = undecidedUntil ?? Math.max(next, weightsDue ?? 0)
  if (weights - head <= weightsBlocks)
    add(
      'WEIGHTS_NEAR',
      `weights may be set in ${weights - head} blocks, of ${weightsBlocks} that must be left`,
    )
  for (const { key, stage, revealBlock } of outbox) {
    if (stage !== 'confirmed') add('WEIGHTS_IN_FLIGHT', `the weights of ${key} are ${stage}`)
    else if (revealBlock !== null && revealBlock - head <= restartBlocks)
      add(
        'REVEAL_NEAR',
        revealBlock <= head
          ? `the weights of ${key} are due to be revealed`
          : `the weights of ${key} are revealed ${left(revealBlock)}`,
      )
  }
  return reasons
}
