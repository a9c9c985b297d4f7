import type { OutboxStatus } from '@subnetkit/chain'
import type { Store } from '@subnetkit/core/validator'
import type { HealthState } from '../../health/state.js'
import { blockMsOf } from '../../health/state.js'
import type { MechanismWindow } from './is-safe-window.js'

/** Rounds that are looked at: older ones are over. */
const newestRounds = 10

/** One mechanism of a running process, as far as its window is concerned. */
export interface WindowSubject {
  readonly mechanism: number
  readonly store: Pick<Store, 'rounds'>
  /** Newest weights with their position on chain. */
  readonly weights: () => Promise<readonly OutboxStatus[]>
  readonly health: () => HealthState
  readonly weightsEveryBlocks: number
}

/** Reads one mechanism as the window sees it. */
export async function readMechanism(subject: WindowSubject): Promise<MechanismWindow> {
  const { mechanism, store, weights, health, weightsEveryBlocks } = subject
  const [rounds, statuses] = await Promise.all([store.rounds(newestRounds), weights()])
  const state = health()
  const folded = rounds.findLast((round) => round.state === 'folded')
  const set = Math.max(state.standing?.lastUpdate ?? 0, state.weights.block ?? 0)
  return {
    mechanism,
    roundBlocks: state.roundBlocks,
    newestRound: rounds.at(-1)?.number ?? null,
    openRound: rounds.find((round) => round.state !== 'folded' && round.state !== 'skipped')?.number ?? null,
    undecidedRound: folded?.decided === false ? folded.number : null,
    undecidedUntil: folded?.decided === false ? state.weights.dueBlock : null,
    outbox: statuses
      .filter(({ settled }) => !settled)
      .map(({ entry: { key, stage }, code, nextBlock }) => ({
        ...{ key, stage },
        // What the chain did not say in time may be due.
        revealBlock: nextBlock ?? (code === 'committed' ? 0 : null),
      })),
    weightsDue: set === 0 ? null : set + weightsEveryBlocks,
  }
}

/** Blocks that a time takes at the pace of the chain, and the one that is being made. */
export const blocksIn = (ms: number, state: HealthState): number => Math.ceil(ms / blockMsOf(state)) + 1
