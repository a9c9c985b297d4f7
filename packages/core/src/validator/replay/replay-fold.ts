import { blend, organicCaps } from '../../organic/evidence.js'
import { counts, foldedTask } from '../../records/seal-round.js'
import type { FoldedTask } from '../../scoreboard/policy.js'
import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import { settle } from '../../scoreboard/states.js'
import { cappedEvidence } from '../../store/organic-evidence.js'
import type { Receipt } from '../../store/records.js'
import type { ScoreChange } from '../../store/score-changes.js'
import type { FoldedRound } from '../../store/score-records.js'
import { type Disagreement, type ReplayContext, sameJson } from './replay.js'

/** Folds a round again, from the states before it, and compares what it did to scores. */
export async function replayFold(
  { store, subnet }: ReplayContext,
  folded: FoldedRound,
  receipts: readonly Receipt[],
): Promise<{ readonly miners: number; readonly disagreements: readonly Disagreement[] }> {
  const stored = await store.scoreChanges(folded.round.number)
  const evidence = cappedEvidence(await store.evidenceOf(folded.round.number))
  const means = meansOf(receipts.filter((receipt) => counts(receipt, folded.uncounted)))
  const disagreements: Disagreement[] = []
  const differs = ({ hotkey }: MinerIdentity, detail: string) =>
    disagreements.push({ part: 'fold', miner: hotkey, task: null, detail })
  const left = new Map(means)
  const { scoreboard } = subnet.incentive
  for (const [at, change] of stored.entries()) {
    // The hotkey of a miner may have been swapped since it was asked.
    const tasksMean = change.organic?.tasksMean ?? change.mean
    const asked = left.get(minerKey(change)) ?? [...left.values()].find((one) => one.mean === tasksMean)
    left.delete(asked ? minerKey(asked) : '')
    if (asked?.mean !== tasksMean) {
      differs(
        change,
        `its tasks have the mean ${asked?.mean ?? 'of none'}, and the round counted ${tasksMean}`,
      )
    }
    if (change.organic !== null) {
      const { part } = change.organic
      const own = evidence.get(minerKey(change))
      const mean = own === undefined ? tasksMean : blend(tasksMean, own.mean, part)
      if (mean !== change.mean || part > organicCaps.score * (own?.counted ?? 0))
        differs(
          change,
          `with the evidence of users its mean is ${mean}, and the round counted ${change.mean}`,
        )
    }
    if (change.scoreboard !== scoreboard.name) {
      differs(change, `the round was folded by ${change.scoreboard}, and the subnet has ${scoreboard.name}`)
      continue
    }
    const again = settle({ scoreboard }, () =>
      scoreboard.fold(change.stateBefore, roundOf(stored, at, asked?.results ?? [])),
    )
    if (again.score !== change.after || !sameJson(again.state, change.stateAfter)) {
      differs(change, `it has the score ${again.score} after the round, and the store has ${change.after}`)
    }
  }
  for (const miner of left.values()) differs(miner, 'its tasks count, and the round did not count it')
  return { miners: stored.length, disagreements }
}

function roundOf(stored: readonly ScoreChange[], at: number, results: readonly FoldedTask[]) {
  const { mean, tasks, answered } = stored[at]!
  return {
    ...{ mean, tasks: tasks ?? 1, answered: answered ?? 0, results },
    get peers() {
      return stored.flatMap((peer, index) =>
        index === at ? [] : [{ state: peer.stateBefore, mean: peer.mean }],
      )
    },
  }
}

type Mean = MinerIdentity & { readonly mean: number; readonly results: readonly FoldedTask[] }

/** Means of the miners: tasks are added in the order of their ids, as the fold adds them, to the same bits. */
function meansOf(receipts: readonly Receipt[]): ReadonlyMap<string, Mean> {
  const scores = new Map<string, Receipt[]>()
  for (const receipt of receipts) {
    const key = minerKey(receipt)
    scores.set(key, [...(scores.get(key) ?? []), receipt])
  }
  return new Map(
    [...scores].map(([key, own]) => {
      const ordered = own.toSorted((left, right) => (left.taskId < right.taskId ? -1 : 1))
      const sum = ordered.reduce((total, { score }) => total + score, 0)
      const { hotkey, registeredAt } = ordered[0]!
      const results = ordered.map(foldedTask)
      return [key, { hotkey, registeredAt, mean: sum / ordered.length, results }]
    }),
  )
}
