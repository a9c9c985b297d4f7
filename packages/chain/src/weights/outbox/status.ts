import type { TimeLimit } from '@subnetkit/base'
import { nextBlockEpoch, nextEpochBlock } from '../../read/epoch-schedule.js'
import type { WeightsState } from '../state.js'
import { type CommittedEntry, isSettled, type OutboxEntry, type OutboxFailure } from './entry.js'
import { revealProblem } from './failure.js'
import { withTimeLimit } from './time-limit.js'
import type { OutboxContext, Refusal } from './transitions.js'
import type { WeightsChain } from './weights-chain.js'

/**
 * Position of an entry, finer than its stage.
 * - `decided`: nothing is signed yet. `refused`: the pool refused it; the next block gets new bytes.
 * - `signed`, `submitted`, `included`: as the stages.
 * - `set`: the chain holds the row. Final.
 * - `committed`: the commit is final; the chain did not report in time what comes next.
 * - `reveal-later`, `reveal-next`, `reveal-due`: a salted commit before, in the epoch before, and in its reveal epoch.
 * - `reveal-refused`: the chain refuses the reveal for now. `reveal-missed`: its epoch is over.
 * - `sealed`: a timelocked commit before its reveal epoch. `pulse-missing`, `pulse-stored`: in it, without and with
 *   the pulse that opens it.
 * - `revealing`, `revealed`, `superseded`, `failed`: as the stages.
 */
export type OutboxStatusCode =
  | 'decided'
  | 'refused'
  | 'signed'
  | 'submitted'
  | 'included'
  | 'set'
  | 'committed'
  | 'reveal-later'
  | 'reveal-next'
  | 'reveal-due'
  | 'reveal-refused'
  | 'reveal-missed'
  | 'sealed'
  | 'pulse-missing'
  | 'pulse-stored'
  | 'revealing'
  | 'revealed'
  | 'superseded'
  | 'failed'

/** Position of an entry, for programs and for users. */
export interface OutboxStatus {
  readonly entry: OutboxEntry
  readonly code: OutboxStatusCode
  readonly settled: boolean
  /** The same in words, with numbers and what it waits for. */
  readonly sentence: string
  /** Block at which the next step is possible; null if unknown or if there is none. */
  readonly nextBlock: number | null
  /** Reason why the chain refuses the reveal of a salted commit that is due; null otherwise. */
  readonly problem: OutboxFailure | null
}

/** Positions of entries. */
export interface StatusReport {
  readonly statuses: OutboxStatus[]
  /** False if the chain did not answer in time: then the texts describe the stored entry. */
  readonly answered: boolean
}

/** Reports the status of entries; from the store alone if the chain does not answer within the limit. */
export async function reportAll(
  context: OutboxContext,
  entries: readonly OutboxEntry[],
  limit?: TimeLimit,
): Promise<StatusReport> {
  const chain = limit ? withTimeLimit(context.chain, limit) : context.chain
  const report = (state: WeightsState | null) =>
    Promise.all(
      entries.map(async (entry): Promise<OutboxStatus> => {
        const position = await locate(chain, entry, state, context.refusals.get(entry.key))
        return { entry, settled: isSettled(entry), nextBlock: null, problem: null, ...position }
      }),
    )
  try {
    const state = entries.every(isSettled) ? null : await chain.state()
    return { statuses: await report(state), answered: true }
  } catch (error) {
    if (!limit?.isCauseOf(error)) throw error
    return { statuses: await report(null), answered: false }
  }
}

type Position = Pick<OutboxStatus, 'code' | 'sentence'> & Partial<OutboxStatus>

/** By the state of the best block, which settled entries do not need. */
async function locate(
  chain: WeightsChain,
  entry: OutboxEntry,
  state: WeightsState | null,
  refused: Refusal | undefined,
): Promise<Position> {
  switch (entry.stage) {
    case 'intended':
      return refused
        ? {
            code: 'refused',
            sentence: `decided; nothing is signed yet; refused in block ${refused.block}: ${refused.failure.reason}`,
          }
        : { code: 'decided', sentence: 'decided; nothing is signed yet' }
    case 'signed':
      return { code: 'signed', sentence: 'signed; no node has it yet' }
    case 'submitted': {
      const { lastBlock } = entry.signed
      const sentence = `submitted; waits for a block, the last that may include it is ${lastBlock}`
      return { code: 'submitted', sentence }
    }
    case 'included':
      return { code: 'included', sentence: `in block ${entry.included.number}, which is not final yet` }
    case 'confirmed': {
      const { number } = entry.included
      if (entry.mode === 'plain') return { code: 'set', sentence: `on chain since block ${number}` }
      const since = `committed in block ${number}`
      if (state === null) {
        return { code: 'committed', sentence: `${since}; the chain did not say in time what is next` }
      }
      const position =
        entry.mode === 'salted'
          ? locateSalted(entry, state, refused?.named ? refused.failure : null)
          : await locateTimelocked(chain, entry, state)
      return { ...position, sentence: `${since}; ${position.sentence}` }
    }
    case 'revealing': {
      const { lastBlock } = entry.reveal
      const sentence = `reveal submitted; the last block that may include it is ${lastBlock}`
      return { code: 'revealing', sentence }
    }
    case 'revealed': {
      const { revealed } = entry
      const sentence = revealed ? `revealed in block ${revealed.number}` : 'revealed: the row is on chain'
      return { code: 'revealed', sentence }
    }
    case 'superseded':
    case 'failed': {
      const { reason: sentence, retryBlock: nextBlock } = entry.failure
      return { code: entry.stage, sentence, nextBlock }
    }
  }
}

function locateSalted(
  entry: Extract<CommittedEntry, { readonly mode: 'salted' }>,
  state: WeightsState,
  refusal: OutboxFailure | null,
): Position {
  const { sealed, netuid } = entry
  const { epochs, revealPeriod, block } = state
  const revealEpoch = sealed.epoch + revealPeriod
  const left = revealEpoch - nextBlockEpoch(epochs, netuid, block.number)
  const next = nextEpochBlock(epochs, netuid, block.number)
  const due = `to be revealed in epoch ${revealEpoch}`
  if (left > 1) return { code: 'reveal-later', sentence: `${due}, in ${left} epochs` }
  if (left === 1) return { code: 'reveal-next', sentence: `${due}, from block ${next} on`, nextBlock: next }
  if (left < 0) {
    const sentence = `epoch ${revealEpoch} is over, in which it could have been revealed`
    return { code: 'reveal-missed', sentence }
  }
  const nextBlock = block.number + 1
  const problem = revealProblem(state, entry) ?? refusal
  if (problem === null) {
    return { code: 'reveal-due', sentence: `to be revealed now, in epoch ${revealEpoch}`, nextBlock }
  }
  const until = `can be tried with every block until epoch ${revealEpoch} ends at block ${next}`
  const sentence = `cannot be revealed: ${problem.reason}; ${until}`
  return { code: 'reveal-refused', sentence, nextBlock, problem }
}

async function locateTimelocked(
  chain: WeightsChain,
  entry: Extract<CommittedEntry, { readonly mode: 'timelocked' }>,
  state: WeightsState,
): Promise<Position> {
  const { epoch: commitEpoch, round, firstRevealBlock } = entry.sealed
  const { epochs, revealPeriod, block, beacon } = state
  const revealEpoch = commitEpoch + revealPeriod
  if (nextBlockEpoch(epochs, entry.netuid, block.number) < revealEpoch) {
    const nextBlock = Math.max(firstRevealBlock, block.number + 1)
    const sentence = `the chain opens it in epoch ${revealEpoch}, about block ${nextBlock}`
    return { code: 'sealed', sentence, nextBlock }
  }
  const nextBlock = block.number + 1
  if (await chain.hasPulse(round, block)) {
    const sentence = `the chain has the pulse of round ${round} and opens it next`
    return { code: 'pulse-stored', sentence, nextBlock }
  }
  const newest = beacon ? `its newest is ${beacon.lastStoredRound}` : 'it follows no beacon'
  const end = nextEpochBlock(epochs, entry.netuid, block.number)
  const sentence = `waiting for the pulse of round ${round} (${newest}); without it the commit expires at block ${end}`
  return { code: 'pulse-missing', sentence, nextBlock }
}
