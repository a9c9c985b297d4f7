import type { FoldedTask, MinerRound } from './policy.js'
import { type MinerIdentity, minerKey, type ScoreEntry } from './scoreboard.js'
import { type Scoring, settle, stateOf } from './states.js'

/** Result of one miner in one round. */
export interface RoundResult extends MinerIdentity, Omit<MinerRound, 'peers' | 'results'> {
  /** @default unknown */
  readonly results?: readonly FoldedTask[]
}

/**
 * Returns the entries that a round changes: those of the miners that were queried, and no others. A newcomer, or a
 * hotkey that registered again, starts from the start of the scoreboard. Throws SCOREBOARD_BROKEN when the scoreboard
 * fails.
 */
export function foldRound(
  entries: readonly ScoreEntry[],
  round: { readonly number: number; readonly block: number; readonly results: readonly RoundResult[] },
  scoring: Scoring,
): ScoreEntry[] {
  const known = new Map(entries.map((entry) => [minerKey(entry), entry]))
  const field = round.results.map((result) => {
    const previous = known.get(minerKey(result))
    return { result, previous, state: stateOf(previous, scoring) }
  })
  return field.map(({ result: { hotkey, registeredAt, ...result }, previous, state }, at) => ({
    hotkey,
    registeredAt,
    rounds: (previous?.rounds ?? 0) + 1,
    lastRound: round.number,
    seenAt: Math.max(previous?.seenAt ?? 0, round.block),
    ...settle(scoring, () =>
      scoring.scoreboard.fold(state, {
        results: [],
        ...result,
        // On demand: most scoreboards look at no peers.
        get peers() {
          return field.flatMap((peer, index) =>
            index === at ? [] : [{ state: peer.state, mean: peer.result.mean }],
          )
        },
      }),
    ),
  }))
}
